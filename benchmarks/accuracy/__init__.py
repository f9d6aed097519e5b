"""How well people are told apart, on real faces, and how the built-in model is made."""
