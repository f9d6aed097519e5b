"""The door thread: the record first, then the lock, then the news."""
