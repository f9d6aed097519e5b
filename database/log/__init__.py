"""The access log and its chain."""
