"""How long what is kept, and what of a picture may be."""
