"""The routes of disclosure's API; for none of them is anybody asked who he is."""
