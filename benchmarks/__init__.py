"""Measurements, side by side in one run. `python -m benchmarks.speed` runs them all."""
