"""Commands about face models and their training."""
