"""The demo company: an invented day, played by a server that speaks the services' own HTTP on this machine only."""
