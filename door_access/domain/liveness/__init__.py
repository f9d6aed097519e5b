"""Whether a face is alive: what is measured, what is asked, what follows."""
