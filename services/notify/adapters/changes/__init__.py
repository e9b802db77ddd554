"""The public changes as a feed and as a stream."""
