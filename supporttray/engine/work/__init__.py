"""The work of the day: what is next, the support queue, reviews."""
