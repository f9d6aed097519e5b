"""What must be known of a face model, and which one is in use."""
