"""The rules of the scoring service: pure, without input or output."""
