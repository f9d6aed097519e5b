"""Commands about who works here, and about setting a door up."""
