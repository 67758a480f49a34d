"""Slack: who is asked, and what is asked and written there."""
