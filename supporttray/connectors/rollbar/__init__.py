"""Rollbar: its errors, and what went live."""
