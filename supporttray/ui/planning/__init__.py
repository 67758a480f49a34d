"""The planning with QA: what both look at together."""
