"""Today's status, and those of the days before."""
