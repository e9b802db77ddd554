"""The service that brings every department's reports into one language."""
