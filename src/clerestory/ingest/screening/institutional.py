"""Identifiers in columns that hold institutions: only shapes that can never be a code there."""

from __future__ import annotations

import re

from clerestory.ingest.screening.normal import ODD, ascii_marks, normal
from clerestory.ingest.screening.shape import shape

_STRICT: dict[str, re.Pattern[str]] = {
    "email": re.compile(
        r"[^\s<>(){}\[\],;:\"'=/]+@[^\s<>(){}\[\],;:\"']+"
        r"|[\w+.-]+\s*[\[({<]\s*at\s*[\])}>]\s*[\w-]+(?:(?:\s*[\[({<]\s*dot\s*[\])}>]\s*|\s*\.\s*)[\w-]+)+",
        re.IGNORECASE,
    ),
    "ssn": re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
    "phone": re.compile(r"(?<![\w.-])(?:\+?1[ .-]?)?(?:\(\d{3}\)[ .-]*|\d{3}[.-])\d{3}[.-]\d{4}(?![\w-])"),
    "a_number": re.compile(r"(?<![A-Za-z0-9])A(?:[- #]{1,2}\d{8,9}|\d{9}|[- #]{0,2}\d{3}[- ]\d{3}[- ]\d{3})(?![\w-])", re.IGNORECASE),
    "birth_date": re.compile(r"(?i)\b(?:dob|d\.o\.b\.|date of birth|born)\b\W{0,4}(\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|\d{6,8})"),
}


def strict_identifiers(value: str) -> tuple[str, ...]:
    """The kinds of identifier in an institutional value, sorted. Codes, numbers of contracts, agency names hold none."""
    look = ascii_marks(normal(value))
    return tuple(sorted(kind for kind, pattern in _STRICT.items() if pattern.search(look)))


def institutional(value: str) -> str:
    """The value with those identifiers as their shapes, and otherwise as it was, accents and all.

    Facility and agency codes, contract numbers, ZIP codes and names of institutions pass, surnames in them included.
    """
    plain = normal(value) if ODD.search(value) else value
    look = ascii_marks(plain)
    cuts = [found.span() for pattern in _STRICT.values() for found in pattern.finditer(look)]
    if not any(shape(plain[start:end]) != plain[start:end] for start, end in cuts):
        return value
    out = list(plain)
    for start, end in cuts:
        out[start:end] = shape(plain[start:end])
    return institutional("".join(out))
