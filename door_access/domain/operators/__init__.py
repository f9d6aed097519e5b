"""Who runs the site: what they do, and the PIN that opens the desk."""
