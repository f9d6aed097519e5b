"""Whoever hears of the door from outside: listeners of the hub, as the window is."""
