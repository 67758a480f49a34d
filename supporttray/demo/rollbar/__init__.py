"""Rollbar's API as the demo speaks it: one project, its items, occurrences and deploys."""
