"""The demo feed: a portrait that walks up to the door."""

DEMO = "demo"
"""How a command, or the settings, name the demo as their source."""
