"""Answers from columns whose cells are small numbers. ``docs/design/2026-11-30-codes.md`` says how it works."""
