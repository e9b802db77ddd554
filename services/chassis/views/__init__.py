"""What an API reads: in memory, in Redis, and built anew from the log."""
