"""What is opened from a figure: its source, a release of it, a record, and how they changed."""
