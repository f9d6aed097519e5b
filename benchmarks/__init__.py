"""Measurements that a release repeats.

`python -m benchmarks.speed` says how fast and how big, side by side in one run.
`python -m benchmarks.accuracy` and the commands beside it say how well people are told apart.
"""
