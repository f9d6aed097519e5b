"""Commands on photos and folders of them."""
