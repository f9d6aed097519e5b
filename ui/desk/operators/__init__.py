"""Who works at the desk: their list, and what they are asked when they are added."""
