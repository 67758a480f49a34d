"""The first questions and the settings on the engine's side: tries credentials, says what could be watched, writes the config."""
