"""Jira, in the cloud and in a data centre."""
