"""Where recipients are reached: sealed with a key for each, which can be destroyed."""
