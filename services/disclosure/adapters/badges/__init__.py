"""Badges: the grade of an enterprise on a day, to be shown elsewhere, and proved."""
