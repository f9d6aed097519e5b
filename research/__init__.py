"""What was tried once, still runnable: each module is a command. The findings stand in docs/RESEARCH.md."""
