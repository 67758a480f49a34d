"""The inbox window: what needs you in a list, the details beside it, and what is on its way below."""
