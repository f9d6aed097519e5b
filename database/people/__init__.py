"""People, templates, cards and PINs."""
