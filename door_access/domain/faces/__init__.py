"""What a camera sees of a face: boxes, samples, quality, tracks, and what to tell the person."""
