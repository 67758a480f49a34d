"""What Slack tells at once (Socket Mode)."""
