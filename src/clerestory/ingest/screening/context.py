"""What the neighbours of a token say about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from clerestory.ingest.screening.lexicon import LISTS, Lexicon
from clerestory.ingest.screening.patterns import DIGIT_WORDS
from clerestory.ingest.screening.piece import (
    BARE,
    CLOSER,
    EVENT,
    FAMILY,
    HIDDEN,
    LISTED,
    NAMED,
    OPENER,
    PAINTED,
    RANK,
    ROLE,
    SHAPED,
    SLOTTED,
    SOFT,
    STRICT,
    TITLE,
    TRIGGER,
    UNSETTLED,
    Piece,
    beside,
    is_name,
)
from clerestory.ingest.screening.shape import SHAPE
from clerestory.ingest.screening.slots import BARES, CLOSERS, EVENTS, LABEL, MAKERS, NAMING, OPENERS, SIGNS, TITLES, fill, slotted
from clerestory.ingest.screening.tokens import Token
from clerestory.ingest.screening.words import Kind

_TITLED = RANK | STRICT | ROLE

_GRAMMAR = LISTS["context.grammar"]
COURTESY = LISTS["context.courtesy"]
RANKS = COURTESY | LISTS["context.ranks"]
"""Titles after which nearly every word is a name."""
_BARE = re.compile(r"ed$|ing$|ly$|tion$|ment$|ness$")
"""Endings of words that are no names unless a list says so."""
_STRICT = LISTS["context.strict"]
_ROLES = LISTS["context.roles"]
_PARTICLES = LISTS["context.particles"]
_FIXED = LISTS["context.fixed"]
"""Vocabulary that stands beside names all day and is hardly ever the other half of one."""
_PAINT = LISTS["context.paint"]
"""Colours, makes and models: an unlisted word beside one is a model more often than a name."""
_HOLDS = LISTS["context.holds"]
"""Words after which an everyday word is a word."""
_TAKES = LISTS["context.takes"]
"""Words before which an everyday word is a word."""
_FAMILY = LISTS["context.family"]
_LONG = 6
"""Letters from which an everyday word that is in no list of names stays beside one; many foreign names are short words."""
_BIRTH = LISTS["context.birth"]
_LICENCE = LISTS["context.licence"]
_SOCIAL = LISTS["context.social"]
_PLATE = LISTS["context.plate"]
_ACCOUNT = LISTS["context.account"]
_BADGE = LISTS["context.badge"]
_SWORN = LISTS["context.sworn"]
"""Ranks after which a number is the bearer's own."""
_STANDS = LISTS["context.stands"]
"""Vocabulary that is a whole reason by itself, and a name only beside one."""
_LETTERS = LISTS["context.letters"]
"""Single letters that announce a suspect, a victim, a witness: ``S/``, ``V:``."""
_FILLER = LISTS["context.filler"]
_SETTLED = _GRAMMAR | _FIXED | _ROLES | COURTESY | _PAINT
_AFTER_TITLE = re.compile(r"[ \t]*[ .,:;#='\"()/-]{1,3}[ \t]*")


def _title(before: Piece, piece: Piece) -> bool:
    """Whether the piece before announces a person, so that even an everyday word is a name here."""
    if piece.low in _GRAMMAR or not _AFTER_TITLE.fullmatch(piece.before):
        return False
    if before.low in COURTESY:
        likely = piece.kind in (Kind.DOUBTFUL, Kind.VOCABULARY) and piece.text[0].isupper()
        return likely or before.low in _STRICT
    if before.low in RANKS and piece.kind is Kind.ORDINARY:
        return not _BARE.search(piece.low)
    painted = piece.kind is Kind.VOCABULARY and piece.low in _PAINT
    if before.low in RANKS and painted:
        return True
    lettered = before.low in _LETTERS and piece.before[0] in "/:"
    if before.low not in _ROLES and not lettered:
        return False
    named = piece.kind is Kind.VOCABULARY and not _settled(piece)
    return piece.kind is Kind.DOUBTFUL or named


def _settled(piece: Piece) -> bool:
    """Vocabulary that is hardly ever the other half of a name."""
    return piece.low in _SETTLED


def _capitals(piece: Piece, other: Piece) -> bool:
    return piece.text[0].isupper() and other.text[0].isupper()


def _drawn_in(piece: Piece, other: Piece, lex: Lexicon) -> bool:
    """Whether a harmless word goes because of a neighbour: it is the other half of a name."""
    if not piece.wordy or piece.masked or SHAPE.fullmatch(piece.text):
        return False
    if piece.low in OPENERS or piece.low in _ROLES or piece.low in _FAMILY:
        return False
    if piece.kind is Kind.DOUBTFUL:
        return is_name(other) or other.kind is Kind.DOUBTFUL or (_capitals(piece, other) and other.low in lex.given)
    if piece.low in lex.given and other.kind in (Kind.DOUBTFUL, Kind.NAME) and _capitals(piece, other):
        return True
    if piece.kind is Kind.ORDINARY:
        named = other.kind is Kind.NAME or (other.kind is Kind.UNKNOWN and len(other.text) > 3)
        plain = piece.low in _GRAMMAR or _BARE.search(piece.low) or (len(piece.low) >= _LONG and not in_a_list(piece, lex))
        return is_name(other) and named and not plain
    if len(piece.text) == 1:
        label = piece.next in (":", "/", ")") or piece.before.endswith(("/", "("))
        return is_name(other) and other.kind is Kind.NAME and piece.text.isupper() and not label
    if piece.kind is Kind.VOCABULARY and piece.low in lex.known_names and is_name(other):
        if other.kind is Kind.NAME or other.low in _PARTICLES:
            return not _settled(piece) or (piece.low in _PAINT and other.kind is Kind.NAME)
        return other.kind is Kind.UNKNOWN and len(other.text) > 3 and not _settled(piece)
    return False


def in_a_list(piece: Piece, lex: Lexicon) -> bool:
    """Whether an everyday word is somebody's name, or no word of a dictionary but near one of the vocabulary."""
    return piece.low in lex.names or piece.low not in lex.everyday


def _mixed_case(pieces: Sequence[Piece]) -> bool:
    """Whether capitals mean something: some word is written small."""
    return any(piece.wordy and len(piece.text) > 2 and piece.text.islower() for piece in pieces)


def _capital_half(pieces: Sequence[Piece], lex: Lexicon) -> None:
    """In a text where capitals mean something, a capital beside a masked capital is its other half: ``suspect Aid Nagy in``."""
    if not any(piece.kind is Kind.NAME for piece in pieces) or not _mixed_case(pieces):
        return
    for at, (before, piece) in enumerate(pairwise(pieces)):
        if not (beside(piece) and before.text.istitle() and piece.text.istitle()):
            continue
        for target, other in ((before, piece), (piece, before)):
            first = target is before and at == 0
            whole = target.wordy and len(target.text) > 1 and not target.masked and not _settled(target) and target.low not in DIGIT_WORDS
            if whole and not first and other.masked and other.wordy and other.kind is Kind.NAME:
                target.mask()


def _before_birth(pieces: Sequence[Piece]) -> None:
    """``Last, First 01/02/1990``: both are names, whatever words they are, when one of them is."""
    for at, (last, first) in enumerate(pairwise(pieces)):
        if (
            "," not in first.before
            or first.before.strip() != ","
            or not (last.wordy and first.wordy)
            or _settled(last)
            or at + 2 >= len(pieces)
        ):
            continue
        ahead = pieces[at + 2]
        dated = ahead.low in _BIRTH or (ahead.text.isdigit() and ahead.next in ("/", "-"))
        if dated and (is_name(last) or is_name(first)):
            last.mask()
            first.mask()


def _spread(pieces: Sequence[Piece], lex: Lexicon) -> None:
    """Let names take in what belongs to them until nothing moves."""
    moved = True
    while moved:
        moved = False
        for before, piece in pairwise(pieces):
            if not (before.manner | piece.manner) & NAMED or not beside(piece):
                continue
            particle = before.low in _PARTICLES and not before.masked and is_name(piece)
            both = _drawn_in(before, piece, lex) or particle, _drawn_in(piece, before, lex)
            for drawn, target in zip(both, (before, piece), strict=True):
                if drawn:
                    target.mask()
                    moved = True


def _last_of_name(before: Piece, piece: Piece) -> bool:
    """``may`` or ``will`` that ends a text right after a name: a helping verb has something to help."""
    return piece.low in ("may", "will", "go", "can") and before.kind is Kind.NAME and beside(piece)


def _holds(before: Piece | None, piece: Piece, after: Piece | None, lex: Lexicon) -> bool:
    """Whether an everyday word that is a name is shown by its neighbours to be a word."""
    if before is not None and (not beside(piece) or not before.wordy):
        before = None
    if after is not None and (not beside(after) or not after.wordy):
        after = None
    if after is not None and after.low in _FAMILY:
        return False
    if (before is not None and before.low in _HOLDS) or (after is not None and after.low in _TAKES):
        return True
    around = [near for near in (before, after) if near is not None and near.kind < Kind.DOUBTFUL and not SHAPE.fullmatch(near.text)]
    between = len(around) == 2 and not any(near.low in _GRAMMAR for near in around)
    return between and piece.low not in lex.given


def _lonely(pieces: Sequence[Piece]) -> bool:
    """Whether the text has one word only."""
    return sum(piece.wordy and len(piece.text) > 1 for piece in pieces) == 1


def _alone(pieces: Sequence[Piece], lex: Lexicon) -> None:
    """An everyday word that is a name goes unless it stands in a sentence, or between words that are none.

    Vocabulary that is a name goes when it is the only word, or before ``family`` and the like.
    """
    for at, piece in enumerate(pieces):
        if piece.kind not in (Kind.DOUBTFUL, Kind.VOCABULARY) or piece.masked:
            continue
        before = pieces[at - 1] if at else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.kind is Kind.DOUBTFUL and not _holds(before, piece, after, lex):
            piece.mask()
        elif piece.kind is Kind.VOCABULARY:
            settled = _settled(piece)
            family = after is not None and after.low in _FAMILY and beside(after) and (piece.text[0].isupper() or piece.low in lex.doubtful)
            if (family and (not settled or piece.low in _PAINT)) or not (settled or piece.low in _STANDS or not _lonely(pieces)):
                piece.mask()


def _takes(trigger: str, piece: Piece, lex: Lexicon) -> bool:
    """Whether a token after a word such as ``dob`` or ``plate`` is the number that the word announces."""
    digits = sum(map(str.isdigit, piece.text))
    if trigger in _BIRTH:
        return digits > 0
    if trigger in _SOCIAL:
        return digits >= 4
    case = "-" in piece.text
    if trigger in _BADGE and not case:
        return digits >= 2
    if (trigger in _SWORN or trigger in ("id", "ids")) and piece.text.isdigit() and piece.text not in lex.sections:
        return 3 <= digits <= 6
    if trigger in _PLATE and digits >= 3 and not case and digits <= 8:
        return piece.text not in lex.sections and not piece.text.lower().endswith(("pc", "vc", "cvc", "hs"))
    return (trigger in _LICENCE and digits >= 5 and not case) or (trigger in _ACCOUNT and digits >= 6 and not case)


TRIGGERS = _BIRTH | _LICENCE | _SOCIAL | _PLATE | _ACCOUNT | _BADGE | _SWORN


def _passed_over(trigger: Piece, ahead: Piece) -> bool:
    """Whether a word may stand between what announces a number and the number."""
    if trigger.low in _SWORN:
        return ahead.low in ("no", "number", "id")
    return ahead.low in _FILLER or ahead.low in TRIGGERS or (trigger.low in _BIRTH and ahead.wordy)


def _announced(pieces: Sequence[Piece], lex: Lexicon) -> None:
    for at, piece in enumerate(pieces):
        if not piece.manner & TRIGGER:
            continue
        for ahead in pieces[at + 1 : at + 5]:
            if any(map(str.isdigit, ahead.text)):
                if _takes(piece.low, ahead, lex):
                    ahead.mask()
                if piece.low not in _BIRTH:
                    break
            elif not _passed_over(piece, ahead):
                break


_OPENERS = OPENERS | _ROLES | RANKS
_MANNERS = (
    (_STRICT, STRICT), (_ROLES, ROLE), (_LETTERS, ROLE | OPENER | TITLE), (_FAMILY, FAMILY), (TRIGGERS, TRIGGER), (_OPENERS | MAKERS, OPENER),
    (CLOSERS, CLOSER), (BARES, BARE), (EVENTS, EVENT), (TITLES | NAMING | SIGNS, TITLE),
)  # fmt: skip


def manner_of(text: str, low: str, found: Token, lex: Lexicon) -> int:
    """What a token may do to its neighbours; where none does anything, nobody need be heard."""
    manner = HIDDEN if found.out != text else 0
    if SHAPE.fullmatch(text):
        manner |= SHAPED
    if found.wordy and (found.kind >= Kind.DOUBTFUL or (manner and len(text) > 1)):
        manner |= NAMED
    if found.kind is Kind.VOCABULARY:
        manner |= SOFT | (PAINTED if low in _PAINT else 0) | (0 if low in _SETTLED else UNSETTLED)
    if found.kind is Kind.ORDINARY:
        manner |= SOFT
    if found.wordy and found.kind <= Kind.DOUBTFUL and len(low) > 1 and not manner & SHAPED and low in lex.names:
        manner |= LISTED | (SLOTTED if slotted(low, found.kind) else 0)
    if low in RANKS:
        manner |= RANK
    if LABEL.fullmatch(low):
        manner |= OPENER
    for words, bit in _MANNERS:
        if low in words:
            manner |= bit
    return manner


def anything_to_hear(manners: int, *, numbers: bool, lonely: bool, short: bool) -> bool:
    """Whether ``hear`` could change anything in a text of tokens of these manners.

    ``lonely``: it has one word at most; ``short``: it is of a few words all of which are offences or may be names.
    """
    if (manners & LISTED and (short or manners & (TITLE | FAMILY))) or (manners & SLOTTED and manners & (OPENER | EVENT)):
        return True
    if manners & (NAMED | STRICT) or (numbers and manners & TRIGGER):
        return True
    if manners & UNSETTLED and (lonely or manners & (ROLE | RANK | FAMILY)):
        return True
    return bool((manners & RANK and manners & SOFT) or (manners & FAMILY and manners & PAINTED))


def hear(pieces: Sequence[Piece], lex: Lexicon) -> None:
    """Mask what the neighbours give away."""
    for before, piece in pairwise(pieces):
        if before.manner & _TITLED and _title(before, piece):
            piece.mask()
    _alone(pieces, lex)
    if any(piece.manner & NAMED for piece in pieces):
        _before_birth(pieces)
        _spread(pieces, lex)
        _capital_half(pieces, lex)
        if len(pieces) > 1 and _last_of_name(pieces[-2], pieces[-1]):
            pieces[-1].mask()
    if any(piece.manner & LISTED for piece in pieces):
        fill(pieces, lex, _OPENERS)
    _announced(pieces, lex)
