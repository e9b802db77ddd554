"""What is on record about an enterprise, and what held when."""
