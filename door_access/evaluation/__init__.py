"""Protocols and reports. The home of matplotlib."""
