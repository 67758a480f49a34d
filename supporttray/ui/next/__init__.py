"""The window of what is next: the list, one thing alone, the checklists."""
