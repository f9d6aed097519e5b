"""How somebody becomes known: samples, poses, look-alikes, the test at the end."""
