"""Commands about the door and its log."""
