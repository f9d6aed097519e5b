"""Locks and card readers, and which program of this computer owns a relay."""
