"""Text of strangers, shown without harm."""
