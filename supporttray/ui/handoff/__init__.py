"""The hand-over to whoever follows, and what somebody else hands over to us."""
