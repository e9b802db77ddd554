"""What speaks HTTP, and prints."""
