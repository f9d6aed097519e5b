"""Many people at once: what a file would do, row by row, before it is done; and everybody into a file."""
