"""Release mode: what a release is, what Customer Support's tickets say of it, and which of them look like trouble. Pure."""
