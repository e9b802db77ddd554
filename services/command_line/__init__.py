"""The command line: the one place that knows all four services."""
