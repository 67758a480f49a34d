"""Jenkins: its jobs' builds, why one is red, what changed before it, and running one again."""
