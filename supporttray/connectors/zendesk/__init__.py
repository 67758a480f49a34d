"""Zendesk: the tickets of customers, and answers to them."""
