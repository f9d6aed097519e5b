"""Commands about what people agree to, and what is told of it."""
