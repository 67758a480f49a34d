"""The first questions and the settings: one dialog, a page an account and a page for the person. Imported when it is opened."""
