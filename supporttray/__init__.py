"""Support Tray."""
