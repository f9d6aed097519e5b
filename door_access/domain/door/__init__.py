"""The door itself: its states and modes, what is asked of it, and what its contacts tell. Pure."""
