"""The view at the entrance."""
