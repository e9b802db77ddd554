"""Intake's API: reports in, receipts out, the work list, the monthly table."""
