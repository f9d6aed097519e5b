"""Backups: copies of a data directory while it is used, encrypted, in another place, and back again."""
