"""Who may enter where, when, and by showing what: rights, groups, schedules, holidays. Pure."""
