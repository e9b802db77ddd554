"""Keys that sign: their suites, their lives, and the register that says which key may sign what."""
