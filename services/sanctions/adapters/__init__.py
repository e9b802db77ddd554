"""What sanctions gives to those outside, and in which form."""
