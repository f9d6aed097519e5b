"""Use cases on plain threads: the pipeline from a frame to a door that opens."""
