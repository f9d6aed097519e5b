"""Who gets in: cards, PINs, attempts and failures."""
