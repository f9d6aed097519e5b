"""Finished trials, runnable; their findings are in docs/RESEARCH.md."""
