"""The first steps on a new site, one after the other."""
