"""How well it tells people apart, on real faces."""
