"""The rules of the intake service: pure, without input or output."""
