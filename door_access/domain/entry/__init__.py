"""Who gets in: cards, PINs, attempts, failures, and the door's own table."""
