"""What the terms of an order are made of."""
