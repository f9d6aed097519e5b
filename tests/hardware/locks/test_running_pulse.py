"""Of two ends of a pulse the later counts."""

from door_access.hardware.locks.running_pulse import RunningPulse


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_pulse_alone_lasts_as_long_as_it_is_told() -> None:
    assert RunningPulse(Clock()).lasting(5.0) == 5.0


def test_the_later_end_counts() -> None:
    clock = Clock()
    running = RunningPulse(clock)
    running.begin(30.0)
    clock.now_s += 10.0

    assert (running.lasting(5.0), running.lasting(40.0)) == (20.0, 40.0)


def test_what_was_ended_lengthens_nothing() -> None:
    running = RunningPulse(Clock())
    running.begin(30.0)
    running.end()

    assert running.lasting(5.0) == 5.0
    assert not running.is_over


def test_a_pulse_is_over_at_its_end_until_somebody_takes_note() -> None:
    clock = Clock()
    running = RunningPulse(clock)
    running.begin(30.0)
    assert not running.is_over

    clock.now_s += 30.0

    assert running.is_over
    running.end()
    assert not running.is_over
