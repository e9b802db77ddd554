"""From the ledger and a pack to the standing on a day, line by line."""
