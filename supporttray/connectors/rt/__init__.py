"""Request Tracker 5: its tickets, and answers to whoever opened them."""
