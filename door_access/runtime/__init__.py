"""The running door: a thread per stage, and what lies between them."""
