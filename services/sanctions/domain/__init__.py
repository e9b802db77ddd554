"""The rules of the sanctions service: pure, without input or output."""
