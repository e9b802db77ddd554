"""What a laptop needs, and who runs the containers."""
