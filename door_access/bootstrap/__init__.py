"""The composition root: the only room that knows every concrete class. Nothing is decided here."""
