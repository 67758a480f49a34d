"""Pull requests that ask for a review: the watch, what it reads, and how somebody is asked."""
