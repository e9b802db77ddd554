"""Where disclosure meets the outside: its index, its exports."""
