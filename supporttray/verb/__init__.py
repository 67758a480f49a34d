"""The verbs of the command line, but for `run` and `demo`."""
