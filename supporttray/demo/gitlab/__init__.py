"""The demo's GitLab: the same builds, as GitLab tells of them."""
