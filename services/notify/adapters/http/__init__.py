"""Notify's API: subscriptions, contacts, changes, receipts."""
