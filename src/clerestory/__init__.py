"""Clerestory: investigate institutions through their published records. Institutions, never people."""

__version__ = "0.1.0"
