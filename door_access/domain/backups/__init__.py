"""Backups: how long they are kept, and when the next is due. Pure."""
