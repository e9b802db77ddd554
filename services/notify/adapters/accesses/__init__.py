"""Who read what: the register for enterprises, and the search for the auditor."""
