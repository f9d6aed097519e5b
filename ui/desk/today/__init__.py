"""What a day amounts to, and the report of a month."""
