"""What a progress document means: which column plays which role, rows to records."""
