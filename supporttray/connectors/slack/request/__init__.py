"""What is a request in Slack, and what is an answer."""
