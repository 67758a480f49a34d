"""What a person sees: the tray icon, its menu, and the window that stands in where there is no tray. All on Qt's thread."""
