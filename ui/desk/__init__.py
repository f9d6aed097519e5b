"""The desk view: what receptionists and managers do, one page each."""
