"""The pure middle: values and rules. No I/O, no clock, no Qt; time is an argument."""
