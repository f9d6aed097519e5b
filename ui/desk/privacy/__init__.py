"""Consents in the site's words, and the papers about what is stored and what was erased."""
