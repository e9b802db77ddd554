"""Editions of the rules on linked measures, and whether their basis allows them."""
