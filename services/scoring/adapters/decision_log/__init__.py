"""The decision log: sealed day by day, verified alone."""
