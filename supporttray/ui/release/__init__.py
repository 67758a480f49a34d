"""The release that is watched: how it fares, what looks like trouble, and what is told of it."""
