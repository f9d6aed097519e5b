"""Weights from somewhere to an installed model."""
