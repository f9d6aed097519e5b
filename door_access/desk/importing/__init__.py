"""Many people at once: from a file or a folder, with a look at what will happen first, and to a file."""
