"""What is on record about an enterprise: which revision holds, which records bear on others."""
