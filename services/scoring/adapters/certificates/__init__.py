"""Certificates of standing: issued, demanded, verified."""
