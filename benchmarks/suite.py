"""All benchmarks of ``python -m benchmarks.speed``, in the order in which they are told."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.report import Row
from benchmarks.speed import (
    detection,
    encoder,
    identification,
    memory,
    pipeline,
    rival,
    runtimes,
    stages,
    startup,
)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One command's worth of figures. ``measure`` raises Skipped where it cannot run."""

    name: str
    title: str
    measure: Callable[[], list[Row]]


SUITE = (
    Benchmark("encoder", "One embedding, one thread", encoder.measure),
    Benchmark("runtimes", "One FaceNet embedding under four runtimes, one thread", runtimes.measure),
    Benchmark("detection", "Finding faces, on the demo's pictures", detection.measure),
    Benchmark("stages", "Where the time of one frame goes, 640×480, one thread", stages.measure),
    Benchmark("pipeline", "The running kiosk: 640×480 at 30 frames a second", pipeline.measure),
    Benchmark("identification", "1:N among 100,000 people", identification.measure),
    Benchmark("startup", "From the command to the first picture", startup.measure),
    Benchmark("memory", "Resident memory of the kiosk", memory.measure),
    Benchmark("rival", "Side by side with face_recognition, same frames", rival.measure),
)
