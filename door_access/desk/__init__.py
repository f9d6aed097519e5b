"""What receptionists and managers do, on a thread of its own."""
