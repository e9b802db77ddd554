"""The assessment of today, kept up record by record and day by day."""
