"""The command line. One rule: every error is one sentence on stderr and an exit status to trust."""

from door_access.cli.run import run
from door_access.cli.terminal import begin_anew_in_utf8

__all__ = ["begin_anew_in_utf8", "run"]
