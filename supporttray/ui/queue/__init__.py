"""The support queue in the order that QA keeps, and what can be done about a task."""
