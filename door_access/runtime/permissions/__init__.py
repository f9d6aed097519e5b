"""The rules of who may enter when, asked at a running door by a wall clock that may be in doubt."""
