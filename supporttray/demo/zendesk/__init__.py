"""The demo company's Zendesk."""
