"""Where disclosure meets the outside: its index, its routes, its exports."""
