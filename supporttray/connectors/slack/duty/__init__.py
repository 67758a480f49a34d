"""Who is on duty, as Slack shows it."""
