"""Answers, one kind a file: what it says, and how it is got. Each carries its query, snapshot, coverage and what was held back."""
