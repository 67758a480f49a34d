"""Release mode in a running engine: the archive of tickets, the releases, what looks for problems, and what a person does about them."""
