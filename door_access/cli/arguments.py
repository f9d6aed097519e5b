"""From the words as they were typed to the order that the parser understands."""

from door_access.errors import BadInput

COMMAND_IF_NONE = "kiosk"
HELP_OPTIONS = ("--help", "-h")
SHARED_OPTIONS = {"--data-dir": 1, "--json": 0}
"""Options of every command, which may stand before it, and how many values follow each."""
KEY_DIR_OPTION = "--key-dir"
"""Belongs to all commands together: the parser wants it before the command."""
SPREAD_OPTIONS = ("--images",)
"""Options that take every value up to the next option, as in ``--images a.jpg b.jpg``."""


def arranged(words: list[str]) -> list[str]:
    """Return the command first, then its options, each with one value.

    Raises:
        BadInput: an option that takes several values has none.
    """
    key_dir, others = _taken_out(KEY_DIR_OPTION, words)
    return [*key_dir, *_spread(_command_first(others))]


def _taken_out(option: str, words: list[str]) -> tuple[list[str], list[str]]:
    """Return the option with its value, wherever it stands before a ``--``, and the other words."""
    end = words.index("--") if "--" in words else len(words)
    place = next((place for place in range(end) if _name(words[place]) == option), None)
    if place is None:
        return [], words
    behind = place + (1 if "=" in words[place] else 2)
    return words[place:behind], [*words[:place], *words[behind:]]


def _command_first(words: list[str]) -> list[str]:
    begin = 0
    while begin < len(words) and _name(words[begin]) in SHARED_OPTIONS:
        begin += 1 if "=" in words[begin] else 1 + SHARED_OPTIONS[words[begin]]
    shared, command = words[:begin], words[begin:]
    if not command or (command[0].startswith("-") and command[0] not in HELP_OPTIONS):
        command = [COMMAND_IF_NONE, *command]
    end = command.index("--") if "--" in command else len(command)
    return [*command[:end], *shared, *command[end:]]


def _spread(words: list[str]) -> list[str]:
    """Repeat a spread option before each of its values."""
    spread: list[str] = []
    current = ""
    for word in words:
        is_option = word.startswith("--")
        if current and is_option and spread[-1] == current:
            raise BadInput(f"{current} needs at least one value.")
        if current and not is_option and spread[-1] != current:
            spread.append(current)
        current = (_name(word) if _name(word) in SPREAD_OPTIONS else "") if is_option else current
        spread.append(word)
    return spread


def _name(word: str) -> str:
    return word.partition("=")[0]
