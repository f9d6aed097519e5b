"""Tests of one person's page."""
