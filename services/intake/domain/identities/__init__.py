"""The enterprise that an identifier belongs to: by the registry, a decision or a succession."""
