"""Webhooks: where they go, how they are signed, what they never reach."""
