"""Rulebooks: YAML files, read strictly, and who approved them."""
