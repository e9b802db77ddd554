"""From a report to a record that is admitted, or a refusal with its reason."""
