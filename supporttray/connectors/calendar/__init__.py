"""Calendars: meetings and holidays."""
