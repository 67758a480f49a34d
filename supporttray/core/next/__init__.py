"""What is next: one list across all sources, in the job's own order."""

from supporttray.core.next.row import Group, Key, Row

__all__ = ["Group", "Key", "Row"]
