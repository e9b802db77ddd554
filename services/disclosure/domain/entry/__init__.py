"""The public entry of an enterprise."""
