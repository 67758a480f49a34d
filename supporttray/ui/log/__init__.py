"""The window in which a request is logged that reached somebody in person."""
