"""A made-up city of any size: enterprises with years of records, the same bytes for a seed."""

from applications.made_city.facts import city

__all__ = ["city"]
