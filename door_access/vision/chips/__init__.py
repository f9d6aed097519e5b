"""Cutting aligned faces."""
