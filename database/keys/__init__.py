"""The keys of a data directory: where they lie, what is sealed with them, and how they are changed."""
