"""The people's page, their cards and PINs."""
