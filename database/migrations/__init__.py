"""How the tables came to be, one step a file. A released step is never edited; a change is a new step."""
