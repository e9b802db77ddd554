"""Who read what: entries that are kept before the answer leaves, and published behind it."""
