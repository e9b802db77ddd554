"""The public's pages: look-up, lists, commitments, figures, open data, rules."""
