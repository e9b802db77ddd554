"""A policy tried on the whole city: read, split by enterprise, judged on all cores, reported."""
