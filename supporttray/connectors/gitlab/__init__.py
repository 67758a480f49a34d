"""GitLab: gitlab.com and any other one, also below a path."""
