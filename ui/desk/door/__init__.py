"""The door as the desk sees it: its state, its alarms, and how it shall work."""
