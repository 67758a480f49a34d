"""The window of duty: the rota as a table, swaps, the announcement."""
