"""The rules of the notify service: pure, without input or output."""
