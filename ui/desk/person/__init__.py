"""One person's page: everything that is known of them, and what can be done about it."""
