"""Scoring's API: standings, certificates, figures."""
