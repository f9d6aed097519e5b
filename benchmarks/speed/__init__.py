"""How fast it is, and how much memory it takes, side by side in one run."""
