"""The field's own terms, shared by every service."""
