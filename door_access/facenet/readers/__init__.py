"""Readers of published weights, one file format each. One rule: they give tensors and know no network."""
