"""Buildbot: the builds of a master."""
