"""What will change a standing, or would."""
