"""Who may enter when: the rules of the site, and what they come to."""
