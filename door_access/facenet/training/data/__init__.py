"""What a training learns from: chips, whose they are, how they are varied, and in which batches."""
