"""The open changes: those that want me, and how far mine have come."""
