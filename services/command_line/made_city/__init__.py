"""A made-up city of any size: enterprises with years of records, the same bytes for a seed."""

from .facts import city

__all__ = ["city"]
