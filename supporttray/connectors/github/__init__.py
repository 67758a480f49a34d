"""GitHub: its builds, and what could be watched there."""
