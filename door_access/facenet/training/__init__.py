"""Training with triplet loss. One rule: settings, data and a step's number decide everything that happens."""
