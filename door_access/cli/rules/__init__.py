"""Commands about who may enter when."""
