"""The service that tells enterprises and agencies."""
