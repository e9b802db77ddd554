"""The rules on disclosure, in dated editions."""
