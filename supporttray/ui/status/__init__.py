"""Today's status: written on the left, as Slack will show it on the right, posted with one click."""
