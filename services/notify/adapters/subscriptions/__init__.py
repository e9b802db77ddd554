"""Subscriptions: who may state which, and what is stated."""
