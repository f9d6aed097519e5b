"""What the figures were measured on; without it a time says nothing."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = ("numpy", "opencv-python-headless", "dlib-bin", "ai-edge-litert", "PySide6-Essentials")
CPU_INFO = Path("/proc/cpuinfo")
VECTORS = ("avx512f", "avx2")
"""Instruction sets that decide how fast a network runs, the widest first."""
BYTES_PER_GB = 1e9


def description() -> str:
    """Return the machine and the versions, a Markdown list."""
    memory_gb = psutil.virtual_memory().total / BYTES_PER_GB
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    lines = [
        f"{_cpu()}, {psutil.cpu_count()} cores, {memory_gb:.0f} GB, {platform.system()}",
        f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in PACKAGES)}",
        f"load average when the run began (1, 5, 15 minutes): {load}",
    ]
    return "\n".join(f"- {line}" for line in lines)


def vectors() -> str:
    """Return the widest instruction set of those that matter here; a sentence where it cannot be told."""
    flags = _fact(CPU_INFO.read_text(encoding="utf-8"), "flags").split() if CPU_INFO.exists() else []
    return next((wide for wide in VECTORS if wide in flags), "instruction set unknown")


def has_widest_vectors() -> bool:
    """Say whether the processor has the widest of the instruction sets that matter here."""
    return CPU_INFO.exists() and VECTORS[0] in _fact(CPU_INFO.read_text(encoding="utf-8"), "flags").split()


def _cpu() -> str:
    if not CPU_INFO.exists():
        return platform.processor() or platform.machine()
    facts = CPU_INFO.read_text(encoding="utf-8")
    name = _fact(facts, "model name") or platform.machine()
    vectors = next((wide for wide in VECTORS if wide in _fact(facts, "flags").split()), "")
    return f"{name} ({vectors})" if vectors else name


def _fact(facts: str, key: str) -> str:
    lines = (line.partition(":") for line in facts.splitlines())
    return next((value.strip() for name, _, value in lines if name.strip() == key), "")
