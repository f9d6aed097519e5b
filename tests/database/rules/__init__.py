"""The rules in the database."""
