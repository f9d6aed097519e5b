"""Commands about people and what they show."""
