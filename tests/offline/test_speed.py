"""What a machine is measured by, and what it is."""

import pytest

from door_access.offline.machine import UNKNOWN, instructions_in, this_machine
from door_access.offline.speed import measured


def test_each_call_is_timed_in_turn_and_the_first_of_each_does_not_count():
    made, ticks = [], iter(float(n * n) for n in range(100))
    calls = {"a": lambda: made.append("a"), "b": lambda: made.append("b")}

    first, second = measured(calls, rounds=2, clock=lambda: next(ticks))

    assert "".join(made) == "ab" + "abab"
    assert (first.name, first.n, first.median_ms) == ("a", 2, (1 + 9) / 2 * 1e3)
    assert (second.name, second.low_ms < second.median_ms < second.high_ms) == ("b", True)
    assert "n=2" in str(second) and "90 in 100 within" in str(second)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("processor : 0\nflags\t\t: fpu sse2 avx avx2 fma\n", "AVX2"),
        ("flags : fpu avx2 avx512f\n", "AVX-512"),
        ("processor : 0\nFeatures\t: fp asimd evtstrm aes crc32\nCPU part : 0xd0b\n", "NEON"),
        ("flags : fpu sse2\n", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_the_widest_instruction_set_is_told_and_none_is_made_up(facts, told):
    assert instructions_in(facts) == told


def test_a_machine_tells_what_a_time_depends_on():
    machine = this_machine()
    for fact in (machine.processor, machine.instructions, machine.system, machine.python, "cores"):
        assert fact in str(machine)
