"""What a department sends together: checked, handed in, counted."""
