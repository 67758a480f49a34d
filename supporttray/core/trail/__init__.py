"""From a failure back to the change that may have brought it: what files are, what a failure points at, how likely each change is."""
