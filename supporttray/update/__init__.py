"""Whether there is a newer version: looked up once a day where the app updates itself through nobody else, told quietly, installed by the person."""
