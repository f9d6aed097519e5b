"""From two embeddings to match or non-match: gallery, thresholds, searches."""
