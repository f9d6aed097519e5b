"""What the access log amounts to: entries, denials, doors, and how often the right person was turned away."""
