"""Languages of the pages: catalogues, numbers and days as each writes them.

Every string of the interface is a message of ``locale/*/LC_MESSAGES/clerestory.po`` (English is the message itself); what sources declare and what
records hold stays as it is and is marked as English where the page is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parent / "locale"
LOCALES = {"en": "en_US", "es": "es_US"}
"""Code of a page's language → whose numbers and days it writes: those of readers in the United States."""
NAMES = {"en": "English", "es": "Español"}
DEFAULT = "en"


@dataclass(frozen=True)
class Language:
    """One language of the interface."""

    code: str

    @cached_property
    def locale(self) -> Locale:
        """Whose numbers and days are written."""
        return Locale.parse(LOCALES[self.code])

    @cached_property
    def messages(self) -> NullTranslations:
        """The catalogue."""
        return _catalogue(self.code)

    def number(self, value: float | None) -> str:
        """A figure with its thousands apart."""
        if value is None:
            return ""
        return format_decimal(round(value, 2) if isinstance(value, float) else value, locale=self.locale)

    def share(self, part: float | None, whole: float | None) -> str:
        """A part of a whole in per cent; one digit after the point, and "< 0.1 %" rather than a nought that is none."""
        if part is None or not whole:
            return ""
        if 0 < part / whole < 0.001:
            return "<" + format_percent(0.001, format="0.0%", locale=self.locale)
        return format_percent(part / whole, format="0.0%", locale=self.locale)

    def day(self, value: date | str | None) -> str:
        """A day in words; empty when there is none. Texts are ISO days or moments."""
        if not value:
            return ""
        if isinstance(value, str):
            value = date.fromisoformat(value[:10])
        return format_date(value, format="d MMM y", locale=self.locale)

    def month(self, number: int) -> str:
        """Short name of a month, 1 to 12."""
        return str(self.locale.months["stand-alone"]["abbreviated"][number])

    def moment(self, value: datetime | str | None) -> str:
        """A moment in words, in UTC."""
        if not value:
            return ""
        if isinstance(value, str):
            value = datetime.fromisoformat(value.replace("Z", "+00:00"))
        return format_datetime(value, format="d MMM y, HH:mm", locale=self.locale) + " UTC"


@cache
def language(code: str) -> Language:
    """A language by its code; English where the code is none of ours."""
    return Language(code if code in LOCALES else DEFAULT)


@cache
def _catalogue(code: str) -> NullTranslations:
    path = CATALOGUES / code / "LC_MESSAGES" / "clerestory.po"
    if code == DEFAULT or not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as text:
        write_mo(compiled, read_po(text, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def negotiate(chosen: str, accepted: str) -> Language:
    """The language of a page: the one chosen in the address, else the first of ours that the browser accepts."""
    if chosen in LOCALES:
        return language(chosen)
    return language(next((code for code in _by_wish(accepted) if code in LOCALES), DEFAULT))


def _by_wish(accepted: str) -> list[str]:
    """Codes of an Accept-Language header, the most wished first."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")[:20]):
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, place, name.split("-")[0].lower()))
    return [name for _, _, name in sorted(wishes)]


def plain(value: Any) -> str:
    """A value of a cell as text: days and moments in ISO form, as exports write them."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
