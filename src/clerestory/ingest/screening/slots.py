"""Places in a text where a name is expected: there a word that is in any list of names goes, though it is vocabulary elsewhere.

``context`` hears what neighbours say of words that many people are called. Here the grammar of short reasons speaks: what stands
between an announcing word (a role, a rank, ``looking for``) and the end of the phrase, before or after what was masked, on either side
of a comma, or alone beside an offence. ``lists.txt`` has the words of each rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clerestory.ingest.screening.lexicon import LISTS, Lexicon
from clerestory.ingest.screening.piece import BARE, CLOSER, LISTED, PAINTED, SLOTTED, Piece, beside, is_name
from clerestory.ingest.screening.words import Kind

GRAMMAR = LISTS["context.grammar"]
OPENERS = LISTS["slots.openers"]
"""Words after which a person is named; beside roles and ranks."""
_BEFORE = {
    word: LISTS[f"slots.before_{word}"]
    for word in ("for", "to", "by", "from", "with", "of", "on", "check", "person", "party", "poss", "possible", "possibly")
}
"""Words that make the word after them announce a person: ``looking for``, ``driven by``."""
MAKERS = frozenset(word for words in _BEFORE.values() for word in words)
"""All of them: where none stands, no such place is."""
CLOSERS = LISTS["slots.closers"]
"""Words before which a phrase with a name is at its end."""
_FOLLOWS = LISTS["slots.follows"]
"""Words that stand after a role by themselves, though somebody is called so."""
_LEADS = LISTS["slots.leads"]
"""Words that stand before a name all day."""
_TRAILS = LISTS["slots.trails"]
"""Words that stand after a name all day."""
BARES = LISTS["slots.bare"]
"""Words that say nothing when they stand alone beside an offence, and so are names there."""
SIGNS = LISTS["slots.speaks"] | LISTS["slots.deeds"] | LISTS["slots.particles"]
"""Words beside which any listed word may be a name; beside titles."""
TITLES = LISTS["context.sworn"] | LISTS["context.courtesy"] | {"dr", "pastor", "rev", "reverend", "coach"}
_ROLES = LISTS["context.roles"]
NAMING = LISTS["slots.naming"]
"""Words after which comes a name whatever it is."""
_UNNAMED = LISTS["slots.unnamed"]
_MODIFIERS = LISTS["slots.modifiers"]
"""Vocabulary that says which offence it is: ``gang homicide``. Other vocabulary that many people are called is a name there."""
_HOUSEHOLDS = LISTS["slots.households"]
"""Words that say what family or residence it is."""
_WORDS_TOO = LISTS["slots.words_too"]
"""Particles that are English words or abbreviations: only between two halves of a name."""
_DEEDS = LISTS["slots.deeds"]
_SPEAKS = LISTS["slots.speaks"]
_PARTICLES = LISTS["slots.particles"]
"""Particles of names that are no English words."""
_LETTERS = LISTS["context.letters"]
_JOINS = frozenset({"and", "vs", "versus", "v"})
LABEL = re.compile(r"[svwd][1-9]")
"""Suspects, victims and witnesses by number: ``S1``."""
EVENTS = LISTS["slots.events"]
"""Words that make a reason with a name and nothing else."""
_FEW = 6
"""Tokens of a text that may be a name and nothing else."""
SHORT_REASON = 4
"""Words of a reason that may be a name and an offence."""
_AFTER_OPENER = re.compile(r"[ \t]*[ .,:;#='\"()/-]{1,3}[ \t]*")
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_BARE_FORM = re.compile(r"(?:ed|ing|ly|tion|ment|ness)$")
"""Forms of verbs and the like: somebody is called so, but hardly ever."""


def slotted(low: str, kind: Kind) -> bool:
    """Whether a listed word could go for standing in a slot, where nothing is masked and nobody has a title."""
    return low in ("may", "will") or (low not in GRAMMAR and low not in _FOLLOWS and (kind is not Kind.PLAIN or low in BARES))


def listed(piece: Piece) -> bool:
    """Whether a word that was kept so far is in a list of names."""
    return bool(piece.manner & LISTED) and not piece.masked


def _opened(pieces: Sequence[Piece], at: int, openers: frozenset[str]) -> bool:
    """Whether what stands before a piece announces a person."""
    if at == 0 or not _AFTER_OPENER.fullmatch(pieces[at].before):
        return False
    before = pieces[at - 1]
    if before.low in openers or LABEL.fullmatch(before.low) or (before.low in _LETTERS and pieces[at].before[0] in "/:)"):
        return True
    earlier = pieces[at - 2].low if at > 1 else ""
    if earlier == "r" and before.low == "o" and before.before == "/":  # registered owner
        return True
    if len(before.text) == 1 and before.text.isdigit():
        return earlier in openers
    return "/" not in pieces[at].before and earlier in _BEFORE.get(before.low, ())


def _closed(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the phrase that a piece stands in is at its end."""
    if at + 1 == len(pieces):
        return True
    after = pieces[at + 1]
    if not beside(after) or any(map(str.isdigit, after.text)) or (_COMMA.fullmatch(after.before) and not is_name(after)):
        return True
    return bool(after.manner & CLOSER) or (after.low in _LETTERS and after.next in (":", "/"))


def _starts(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece begins the text, or follows a number."""
    return at == 0 or not pieces[at - 1].wordy


def _alone_in_slot(pieces: Sequence[Piece], at: int, lex: Lexicon, openers: frozenset[str]) -> bool:
    piece = pieces[at]
    if not _opened(pieces, at, openers) or not _closed(pieces, at):
        return False
    if pieces[at - 1].low in TITLES and piece.low not in ("may", "will"):
        return piece.low not in _TRAILS and piece.low not in GRAMMAR and piece.low not in _ROLES
    if pieces[at - 1].low in _LETTERS and piece.before == "/":  # S/Garcia V/Case
        return piece.low not in _UNNAMED and piece.low not in _ROLES and piece.low not in GRAMMAR
    if at + 1 < len(pieces) and pieces[at + 1].low in _SPEAKS and piece.low not in _ROLES and piece.low not in GRAMMAR:
        return True
    if piece.low in ("may", "will"):  # a helping verb has something to help
        return at + 1 == len(pieces) or not beside(pieces[at + 1]) or any(map(str.isdigit, pieces[at + 1].text))
    if piece.low in _FOLLOWS:
        return False
    if pieces[at - 1].low in NAMING:
        return piece.low not in _UNNAMED
    if piece.low in GRAMMAR:
        return False
    if piece.kind is Kind.PLAIN:  # vocabulary that fewer than one in 100,000 is called
        return piece.low in BARES
    return not (piece.kind is Kind.ORDINARY and _BARE_FORM.search(piece.low))


def _first_half(pieces: Sequence[Piece], at: int, openers: frozenset[str]) -> bool:
    """``wanted person Chevelle Bernardy``: before what was masked, and after an announcement or at the start."""
    if at + 1 == len(pieces):
        return False
    piece, after = pieces[at], pieces[at + 1]
    if not is_name(after):
        return False
    if piece.low == "an":  # ``Mac an Mhilidh``
        return at > 0 and is_name(pieces[at - 1])
    comma = bool(_COMMA.fullmatch(after.before))
    if comma and _opened(pieces, at, openers):  # whatever it is: ``R/O Middle, Garcia``
        return True
    if piece.low in ("may", "will") and beside(after) and _opened(pieces, at, openers) and _closed(pieces, at + 1):
        return True
    if comma and _closed(pieces, at + 1) and piece.low not in GRAMMAR and piece.low not in openers:
        if _starts(pieces, at) or _opened(pieces, at, openers):
            return piece.kind is not Kind.PLAIN or piece.low not in _LEADS
        return piece.kind is not Kind.PLAIN and piece.low not in _FOLLOWS
    if not beside(after) or piece.low in GRAMMAR or piece.low in _LEADS or piece.low in openers:
        return False
    if after.kind is not Kind.NAME and not _closed(pieces, at + 1):
        return False
    return _opened(pieces, at, openers) or (_starts(pieces, at) and _closed(pieces, at + 1))


def _second_half(pieces: Sequence[Piece], at: int, openers: frozenset[str]) -> bool:
    """``locate Kenneth Head``: after what was masked, at the end of the phrase."""
    if at == 0:
        return False
    before, piece = pieces[at - 1], pieces[at]
    if not is_name(before) or not beside(piece):
        return False
    if at + 1 < len(pieces) and pieces[at + 1].low in LISTS["context.family"] and piece.low not in GRAMMAR:
        return True
    if piece.low in _TRAILS or _stands(piece) or not _closed(pieces, at):
        return False
    if piece.low in GRAMMAR and piece.low not in ("may", "will"):
        return at + 1 < len(pieces) and pieces[at + 1].low in LISTS["context.birth"]
    return before.kind is Kind.NAME or _opened(pieces, at - 1, openers) or _starts(pieces, at - 1)


def _couple(pieces: Sequence[Piece], at: int, lex: Lexicon) -> bool:
    """``Chase Young``: a given name and a surname, and not another word."""
    words = [piece for piece in pieces if piece.wordy and len(piece.text) > 1]
    if len(words) != 2 or pieces[at] not in words or words[0].low not in lex.given or words[1].low not in lex.known_names:
        return False
    few = len(pieces) <= _FEW  # a longer text of two words and many numbers is no name
    return few and beside(words[1]) and all(word.kind is not Kind.PLAIN and word.low not in _FOLLOWS for word in words)


def _stands(piece: Piece) -> bool:
    """Whether it announces rather than is announced; two letters are as often the end of a name (``Vitore Sa``)."""
    return piece.low in _ROLES and len(piece.low) > 2


def _joined(pieces: Sequence[Piece], at: int, openers: frozenset[str]) -> bool:
    """``Dakota and Garcia fighting``: one of two who are named together."""
    piece = pieces[at]
    if piece.low in GRAMMAR or piece.low in _FOLLOWS or (piece.kind is Kind.PLAIN and not piece.manner & BARE):
        return False
    if at + 2 < len(pieces) and pieces[at + 1].low in _JOINS and is_name(pieces[at + 2]):
        return pieces[at + 1].low != "and" or _starts(pieces, at) or _opened(pieces, at, openers)
    return at > 1 and pieces[at - 1].low in _JOINS and is_name(pieces[at - 2]) and _closed(pieces, at)


def _paired(pieces: Sequence[Piece], at: int) -> bool:
    """``Parks/West``: two words and nothing else, each of which may be a name."""
    if len(pieces) != 2 or not all(piece.wordy for piece in pieces) or pieces[1].before.strip() != "/":
        return False
    other = pieces[1 - at]
    likely = other.kind in (Kind.VOCABULARY, Kind.NAME, Kind.DOUBTFUL) and len(other.text) > 2
    return likely and pieces[at].kind is not Kind.PLAIN and pieces[at].low not in _FOLLOWS and other.low not in _FOLLOWS


def _of_a_family(pieces: Sequence[Piece], at: int, openers: frozenset[str]) -> bool:
    """``Primer family disturbance``: the family or the residence of somebody, at the start of a text or of a phrase."""
    piece = pieces[at]
    if at + 1 == len(pieces) or not beside(pieces[at + 1]) or pieces[at + 1].low not in LISTS["context.family"]:
        return False
    plain = piece.low in GRAMMAR or piece.low in openers or piece.low in _HOUSEHOLDS or piece.low in EVENTS
    return not plain and (_starts(pieces, at) or _opened(pieces, at, openers))


def _acts(pieces: Sequence[Piece], at: int, openers: frozenset[str]) -> bool:
    """``Virginia stole jewelry``: who did it, at the start of a text."""
    piece = pieces[at]
    acting = at + 1 < len(pieces) and at == 0 and beside(pieces[1]) and pieces[1].low in _DEEDS
    return acting and not (piece.low in GRAMMAR or piece.low in openers or piece.low in _FOLLOWS or piece.low in EVENTS)


def _tagged(pieces: Sequence[Piece], at: int) -> bool:
    """``Kevin Son (S)``: the word before a tag for suspect, victim or witness, and the one before that."""
    for tag in (at + 1, at + 2):
        if tag < len(pieces) and pieces[tag].low in _LETTERS and pieces[tag].before == " (" and pieces[tag].next == ")":
            return pieces[at].low not in _UNNAMED and pieces[at].low not in GRAMMAR and (tag == at + 1 or is_name(pieces[at + 1]))
    return False


def _with_particle(pieces: Sequence[Piece], at: int, openers: frozenset[str]) -> bool:
    """``Jan de Wit``: a particle between a name and a word, and the word."""
    for part in (at, at - 1):
        if part < 0 or part + 1 >= len(pieces) or pieces[part].low not in _PARTICLES | _WORDS_TOO:
            continue
        after = pieces[part + 1]
        if pieces[part].low in _WORDS_TOO and not (is_name(after) and part == at):
            continue
        if not beside(after) or not after.wordy or after.low in GRAMMAR or not (after.manner & LISTED or is_name(after)):
            continue
        if (part and is_name(pieces[part - 1]) and beside(pieces[part])) or (
            pieces[part].low in _PARTICLES and _opened(pieces, part, openers)
        ):
            return True
    return False


def _beside_offence(pieces: Sequence[Piece], at: int) -> bool:
    """``Brown homicide``, ``459 Drowns``: one word that says nothing, and otherwise offences and numbers."""
    piece = pieces[at]
    if piece.low in GRAMMAR and piece.low not in BARES:
        return False
    weak = piece.kind is Kind.ORDINARY and not _BARE_FORM.search(piece.low)
    weak = weak or (len(pieces) > 1 and piece.kind is Kind.VOCABULARY and not piece.manner & PAINTED and piece.low not in _MODIFIERS)
    dated = at + 1 < len(pieces) and pieces[at + 1].text.isdigit() and len(pieces[at + 1].text) < 3
    if dated or not (weak or piece.manner & BARE):
        return False
    if len(pieces) == 1 and piece.manner & PAINTED:
        return False  # a column of colours
    if (
        len(pieces) > 1
        and at == 0
        and beside(pieces[1])
        and pieces[1].low in EVENTS
        and piece.manner & SLOTTED
        and piece.kind is not Kind.ORDINARY
    ):
        return piece.low not in GRAMMAR and piece.low not in _MODIFIERS  # Wood homicide follow up
    others = [other for other in pieces if other is not piece and other.wordy and len(other.text) > 1]
    edge = all(not other.wordy for other in pieces[:at]) or all(not other.wordy for other in pieces[at + 1 :])
    return edge and len(others) < SHORT_REASON and all(other.low in EVENTS for other in others)


def fill(pieces: Sequence[Piece], lex: Lexicon, openers: frozenset[str]) -> None:
    """Mask listed names in their places until nothing moves."""
    moved = True
    while moved:
        moved = False
        for at, piece in enumerate(pieces):
            if not listed(piece):
                continue
            if (
                _first_half(pieces, at, openers)
                or _second_half(pieces, at, openers)
                or _alone_in_slot(pieces, at, lex, openers)
                or _beside_offence(pieces, at)
                or _paired(pieces, at)
                or _joined(pieces, at, openers)
                or _couple(pieces, at, lex)
                or _of_a_family(pieces, at, openers)
                or _acts(pieces, at, openers)
                or _tagged(pieces, at)
                or _with_particle(pieces, at, openers)
            ):
                piece.mask()
                moved = True
