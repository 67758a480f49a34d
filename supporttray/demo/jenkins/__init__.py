"""Jenkins, as far as the app and its own client speak with it: folders, branches, builds, logs, reports, agents."""
