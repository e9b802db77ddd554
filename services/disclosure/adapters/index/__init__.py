"""The index: a copy of what is public, on this replica's disk, by which questions are answered."""
