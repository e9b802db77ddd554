"""What a laptop needs and production does not: embedded servers, the local system, the demo."""
