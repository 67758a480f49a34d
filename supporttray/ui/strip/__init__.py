"""The strip of what is on its way, wants a decision or was just sent."""
