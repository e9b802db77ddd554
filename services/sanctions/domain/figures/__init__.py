"""What the measures came to, in orders and in money."""
