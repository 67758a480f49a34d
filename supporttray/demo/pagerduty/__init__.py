"""PagerDuty's REST API as the demo speaks it: schedules made from the scenario's shifts, and who is on call by them."""
