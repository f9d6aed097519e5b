"""Visitors and passes at the desk."""
