"""The demo: a city's files, then one accident and what follows from it."""
