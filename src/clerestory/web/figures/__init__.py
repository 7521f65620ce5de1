"""Figures of a question, ready for a template: what stands where, where each number leads, and how it is cited."""
