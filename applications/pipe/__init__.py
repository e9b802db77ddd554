"""The stages without a broker: CloudEvents JSON lines in, CloudEvents JSON lines out."""
