"""Door Access: opens a door for people whose faces it knows. This package is the product without a window."""

__version__ = "0.1.0"
