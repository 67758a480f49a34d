"""GitHub's REST API as the demo speaks it: addresses, bodies, conditional answers and job logs."""
