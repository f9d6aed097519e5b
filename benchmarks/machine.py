"""What the figures were measured on; without it a time says nothing."""

import os
from importlib.metadata import version

import psutil

from door_access.offline.machine import VECTORS, this_machine

PACKAGES = ("numpy", "opencv-python-headless", "dlib-bin", "ai-edge-litert", "PySide6-Essentials")
BYTES_PER_GB = 1e9


def description() -> str:
    """Return the machine and the versions, a Markdown list."""
    memory_gb = psutil.virtual_memory().total / BYTES_PER_GB
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    lines = [
        f"{this_machine()}, {memory_gb:.0f} GB",
        f"{', '.join(f'{name} {version(name)}' for name in PACKAGES)}",
        f"load average when the run began (1, 5, 15 minutes): {load}",
    ]
    return "\n".join(f"- {line}" for line in lines)


def instructions() -> str:
    """Return the instruction set that decides how fast a network runs here."""
    return this_machine().instructions


def has_widest_vectors() -> bool:
    """Say whether the processor has the widest of the instruction sets that matter here."""
    return instructions() == next(iter(VECTORS.values()))
