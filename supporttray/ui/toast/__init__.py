"""Our own notifications, where the desktop shows none."""
