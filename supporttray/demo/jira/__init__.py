"""The demo company's Jira."""
