"""Lock drivers."""
