"""Drivers of locks."""
