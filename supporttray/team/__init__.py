"""The team's shared file: read where it is kept, compared with the copy that was taken, taken when a person says so."""
