"""A model of the site's own: what is trained, on which faces, from its order to its installation."""
