"""What is allowed: pure functions over plain values; the clock is an argument."""
