"""Channels to people: mail, SMS, group robots."""
