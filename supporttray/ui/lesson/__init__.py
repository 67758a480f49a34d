"""The window of what was taught about what is no request."""
