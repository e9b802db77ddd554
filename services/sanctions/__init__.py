"""The service that applies and lifts the linked measures."""
