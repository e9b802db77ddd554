"""Between messages and the domain's own values."""
