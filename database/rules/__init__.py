"""Who may enter when, on SQLite: the parts of the rules, and who is in which group."""
