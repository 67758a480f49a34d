"""A list in columns that many windows have: rows that change by key, painted fast, chosen by keys and clicks."""
