"""What every API has: the application, problem documents, credentials, limits."""
