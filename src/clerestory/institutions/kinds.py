"""Kinds of institution, and the words by which a name says its kind. First that fits counts: a campus police is a campus, not a police."""

from __future__ import annotations

import re
from functools import cache

NONE = "none"
"""A test account, a deleted account, a heading: names nothing."""
PLACED = frozenset({"police", "sheriff", "marshal", "fire", "government", "constable", "prosecutor", "dispatch", "detention"})
"""Kinds of which a place has one: the place says which."""
OF_A_STATE = frozenset({"state_police", "public_safety", "investigations", "corrections", "attorney_general", "wildlife"})
"""Kinds of which a state has one."""

RULES: tuple[tuple[str, str], ...] = (
    (
        "federal",
        r"usfederal|us (postal|marshals|customs|park police)|postal inspection|united states|federal (bureau|protective|reserve)|fbi|usms|usps|uspis|atf|dea|hsi"
        r"|border patrol|veterans affairs|air force|homeland security investigations|national park service|ice enforcement",
    ),
    (
        "task_force",
        r"task ?force|taskforce|tf|dtf|hidta|major crimes|drug enforcement|narcotics team|auto theft|enforcement (team|group)|major crime",
    ),
    (
        "fusion_centre",
        r"fusion|information (analysis|network)|intelligence cent(er|re)|crimes? (analysis|information|intelligence)|ncric|mocic|rocic|riss|information center",
    ),
    ("constable", r"constable\w*|const|precinct|pct"),
    ("attorney_general", r"attorney general|attorneys general"),
    (
        "prosecutor",
        r"district attorneys?|da|das|prosecutors?|prosector|prosecuting|states? attorneys?|county attorneys?|commonwealths attorney|criminal district",
    ),
    ("probation", r"probation|parole"),
    ("dispatch", r"911|dispatch|communications? cent(er|re)|ecom911|emergency communications"),
    ("juvenile", r"juvenile|youth"),
    ("hold", r"hold ?rooms?|holdroom|hold|staging|dro|ero"),
    (
        "detention",
        r"jail|detention|correction(al)? (facility|cent(er|re)|institut\w*|complex|fac)|prison|processing cent(er|re)|spc|cdf|residential cent(er|re)"
        r"|house of corrections?|det|justice cent(er|re)|corr|correctional|detainment|civil detention|adult detention|penitentiary|fci|usp|mcc|mdc",
    ),
    ("corrections", r"corrections?|criminal justice|rehabilitation"),
    ("school", r"unified school|school district|isd|schools?|school corporation"),
    (
        "campus",
        r"university(?! (park|city|place|heights))|(?<!state )college(?! (park|station|place|corner|city))|(?<=[a-z] state )college|campus"
        r"|uc|csu|cal state|cal maritime|univ",
    ),
    ("hospital", r"hospital|medical|health|healthcare"),
    ("airport", r"airport"),
    ("transit", r"transit|transportation authority|railroad"),
    ("port", r"port police|port authority|harbor police"),
    (
        "parks",
        r"park (district|and rec\w*|ranger\w*|authority)|forest preserve|metroparks|metropolitan park|conservation district"
        r"|state parks?|parks|recreation|county park",
    ),
    ("tribal", r"tribal|tribes?|rancheria|pueblo of|band of|indian (tribes?|nation|colony|community|reservation)|indians|nation"),
    ("fire", r"(?<!angel )fire|fd|arson"),
    ("housing", r"housing authority"),
    (
        "investigations",
        r"bureau of (criminal )?investigations?|division of criminal investigations?|state bureau|kbi|bureau of narcotics|law enforcement division|department of law enforcement",
    ),
    ("state_police", r"state (police|patrol|highway patrol)|highway patrol|state troopers"),
    ("wildlife", r"fish|wildlife|natural resources|conservation"),
    ("water", r"water (district|resources)"),
    ("court", r"court|judicial"),
    ("code", r"code enforcement|motor vehicles|insurance"),
    ("marshal", r"marshals?"),
    ("sheriff", r"sheriffs?|so"),
    ("police", r"police|pd|dps|pub(lic)? safety|psd"),
    ("government", r"city of|town of|village of|township of|county commission|board of (county )?commissioners|bocc|county of"),
    (
        "private",
        r"hoa|homeowners|association|estates|inc|llc|corporation|corporate|depot|towing|neighborhood|club|ranch|lodge|winery|shopping|property|realty|company"
        r"|companies|management|auctioneers",
    ),
)
"""(kind, words that say it), in order; whole words of a name in small letters without punctuation."""

TOWNS_TOO = frozenset({"fire", "tribal", "private", "parks", "hold", "campus", "government", "port", "airport", "federal", "wildlife"})
"""Kinds whose words are also in names of towns (Angel Fire, College Station): a list's column outweighs them."""

OPERATORS = frozenset(
    {"police", "sheriff", "marshal", "government", "constable", "corrections", "public_safety", "federal", "private", "tribal", "fire"}
)
"""Kinds that keep places of detention: in a list of buildings such a name is the building's."""

HINTS = {
    "facility": "detention",
    "city": "police",
    "county": "sheriff",
    "university or college": "campus",
    "tribal": "tribal",
    "state police": "state_police",
    "federal": "federal",
}
"""What a list's own column of kinds says where the name says nothing."""

ALIKE: frozenset[frozenset[str]] = frozenset(
    frozenset(pair)
    for pair in (
        ("police", "marshal"),  # a town's marshal is its police
        ("police", "government"),
        ("sheriff", "government"),
        ("public_safety", "state_police"),
        ("investigations", "public_safety"),
        ("detention", "corrections"),
        ("detention", "sheriff"),
        ("hold", "detention"),
    )
)
"""Kinds that lists confuse: never a conflict, never proof."""
CERTAIN: frozenset[frozenset[str]] = frozenset({frozenset(("police", "marshal"))})
"""Those of them that are one thing under two words."""


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rules, compiled."""
    return tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in RULES)


@cache
def kind_of(text: str) -> str:
    """The kind that a name in small letters says; empty when it says none."""
    return next((kind for kind, pattern in patterns() if pattern.search(text)), "")


def conflict(first: str, second: str) -> bool:
    """Whether two kinds cannot be one institution."""
    return bool(first and second and first != second and frozenset((first, second)) not in ALIKE)
