"""Support Tray: what needs the support engineer, live, in the tray."""

__version__ = "0.1.0"
