"""Measurements of a face's being alive."""
