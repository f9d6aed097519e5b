"""What a figure was measured on; without it a time says nothing."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")
BOARD = Path("/proc/device-tree/model")
"""Names small computers, whose processors have no names of their own there."""
VECTORS = {"avx512f": "AVX-512", "avx2": "AVX2", "asimd": "NEON", "neon": "NEON"}
"""Instruction sets that decide how fast networks and detectors run, the widest first, as Linux calls them."""
UNKNOWN = "instruction set unknown"


@dataclass(frozen=True, slots=True)
class Machine:
    """Processor or board, what it multiplies with, its cores, and how many of them were busy of late.

    Attributes:
        load: the load average of the last minute; None where the system keeps none.
    """

    processor: str
    instructions: str
    cores: int
    system: str
    python: str
    load: float | None

    def __str__(self) -> str:
        return (
            f"{self.processor} ({self.instructions}), {self.cores} cores, {self.system}, Python {self.python}"
        )


def this_machine() -> Machine:
    """Return what the program runs on."""
    facts = CPU_INFO.read_text(encoding="utf-8") if CPU_INFO.exists() else ""
    return Machine(
        _board() or _fact(facts, "model name") or platform.processor() or platform.machine(),
        instructions_in(facts),
        os.cpu_count() or 1,
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
        os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    )


def instructions_in(facts: str) -> str:
    """Return the widest instruction set that the text of ``/proc/cpuinfo`` tells of."""
    there = f"{_fact(facts, 'flags')} {_fact(facts, 'Features')}".split()
    return next((name for flag, name in VECTORS.items() if flag in there), UNKNOWN)


def _board() -> str:
    return BOARD.read_text(encoding="utf-8").rstrip("\0") if BOARD.exists() else ""


def _fact(facts: str, key: str) -> str:
    lines = (line.partition(":") for line in facts.splitlines())
    return next((value.strip() for name, _, value in lines if name.strip() == key), "")
