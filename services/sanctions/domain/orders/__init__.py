"""Orders: from what a standing requires to their end, step by step."""
