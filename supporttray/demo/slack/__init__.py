"""Slack's web API as the demo speaks it: one calling convention, a table of methods, and the bodies they give."""
