"""A text that is going to be posted: written on the left, as Slack will show it on the right, and what became of it."""
