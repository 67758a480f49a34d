"""The window of the team's file."""
