"""Widgets that any view may use."""
