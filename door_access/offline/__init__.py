"""What is done with folders and films: photos, encodings, presentations."""
