"""The demo feed: a portrait that walks up to the door."""
