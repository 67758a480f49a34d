"""Sentry: its errors, and its releases."""
