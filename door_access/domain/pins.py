"""Which digits are guessed first, of whatever PIN: nobody's may be one of them; and how far two differ."""

import re
from itertools import pairwise


def is_guessed_first(pin: str) -> bool:
    """Say whether the digits follow a pattern: equal steps (1234, 999999, 8642), 1212, 112233."""
    return _is_repeated(pin) or _has_equal_steps(pin) or (_is_doubled(pin) and _has_equal_steps(pin[::2]))


def _has_equal_steps(digits: str) -> bool:
    """Say whether every digit is as far from the one before, counted on a dial from 9 to 0."""
    steps = {(int(later) - int(digit)) % 10 for digit, later in pairwise(digits)}
    return len(steps) <= 1


def _is_repeated(pin: str) -> bool:
    return re.fullmatch(r"(.+?)\1+", pin) is not None


def _is_doubled(pin: str) -> bool:
    return pin[::2] == pin[1::2]


def digits_apart(first: str, second: str) -> int:
    """Return how many digits must be replaced, left out or put in to make one of the other (Levenshtein)."""
    costs = list(range(len(second) + 1))
    for row, digit in enumerate(first, start=1):
        before, costs[0] = costs[0], row
        for column, other in enumerate(second, start=1):
            replaced = before + (digit != other)
            before = costs[column]
            costs[column] = min(replaced, before + 1, costs[column - 1] + 1)
    return costs[-1]
