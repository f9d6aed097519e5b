"""The command line. One rule: every error is one sentence on stderr and an exit status to trust."""

from door_access.cli.run import run

__all__ = ["run"]
