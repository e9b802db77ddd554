"""The service that keeps every enterprise's standing."""
