"""The window of builds: what is red, since when, why, whose it is, and what to do about it."""
