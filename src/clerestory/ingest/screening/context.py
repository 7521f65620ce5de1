"""What the neighbours of a token say about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clerestory.ingest.screening.lexicon import Lexicon
from clerestory.ingest.screening.shape import SHAPE, shape
from clerestory.ingest.screening.words import Kind


@dataclass
class Piece:
    """A token in its place. ``out`` changes while the neighbours are heard."""

    start: int
    end: int
    text: str
    out: str
    kind: Kind
    wordy: bool
    before: str = ""
    """What stands between this and the piece before."""

    @property
    def low(self) -> str:
        return self.text.lower().replace(".", "").replace("'", "")

    @property
    def masked(self) -> bool:
        return self.out != self.text

    def mask(self) -> None:
        self.out = shape(self.text)


_GRAMMAR = frozenset(
    "a about after again all also am an and any are as at back be been before but by can could did do does down for from get go had has have he "
    "her here him his how if in into is it its just last may me more most my near no not now of off on one only or other our out over own per "
    "please saw see seen she should so some than that the their them then there these they this those through to too two under until up us via "
    "want was we were what when where which while who whom whose why will with within without would yet you your new old first second".split()
)
COURTESY = frozenset("mr mrs ms miss mx messrs judge hon honorable justice señor senor senora sra".split())
_ROLES = frozenset(
    "suspect suspects susp sus subject subj subjects victim vic vict victims officer officers ofc ofcr off det dets detective detectives deputy deputies dep agent "
    "sgt sergeant lt lieutenant cpl corporal capt captain chief sheriff trooper inspector insp investigator invst driver drvr owner ro rp "
    "witness wit defendant def passenger pass aka alias named name surname lastname firstname fname lname nickname moniker dr doctor "
    "attorney atty da ada supervisor commander cmdr marshal constable ranger patient arrestee parolee probationer inmate detainee "
    "husband wife son daughter brother sister boyfriend girlfriend father mother caller tenant employee clerk prof professor sa tfo".split()
)
_BIRTH = frozenset("dob doby born birth birthday birthdate bday bdate yob dobs d/o/b".split())
_LICENCE = frozenset("dl ol oln cdl cdln dln dln odl lic license licence licenses dlno oln cadl".split())
_SOCIAL = frozenset("ssn ssns ssan social soc sin itin".split())
_PLATE = frozenset("plate plates plt plts lp lps lpn lic license tag tags reg registration vrm partial".split())
_ACCOUNT = frozenset(
    "cii sid pfn alien anumber afile passport fin fins booking imei imsi phone cell tel ph cellphone mobile telephone acct account card "
    "ssid doc cdcr sacid id ids pin ojin spn fbi vin".split()
)
_FILLER = frozenset(
    "is no num nbr number numbers of the was last four digits with and year date from ca partial unknown state out".split()
)
_BESIDE = re.compile(r"[ \t]*[ ,.'\"\u201c\u201d()*_-]{1,3}[ \t]*")
_AFTER_TITLE = re.compile(r"[ \t]*[ .,:;#='\"()/-]{1,3}[ \t]*")


def _beside(piece: Piece) -> bool:
    """Whether a piece stands close enough to the one before to be part of one name."""
    return bool(_BESIDE.fullmatch(piece.before))


def _is_name(piece: Piece) -> bool:
    """Masked as a word, now or in an earlier pass."""
    return piece.wordy and len(piece.text) > 1 and (piece.masked or bool(SHAPE.fullmatch(piece.text)))


def _title(before: Piece, piece: Piece) -> bool:
    """Whether the piece before announces a person, so that even an everyday word is a name here."""
    if piece.low in _GRAMMAR or not _AFTER_TITLE.fullmatch(piece.before):
        return False
    if before.low in COURTESY:
        return piece.kind in (Kind.DOUBTFUL, Kind.VOCABULARY) and piece.text[0].isupper()
    return before.low in _ROLES and piece.kind is Kind.DOUBTFUL


def _capitals(piece: Piece, other: Piece) -> bool:
    return piece.text[0].isupper() and other.text[0].isupper()


def _drawn_in(piece: Piece, other: Piece, lex: Lexicon) -> bool:
    """Whether a harmless word goes because of a neighbour: it is the other half of a name."""
    if not piece.wordy or piece.masked or SHAPE.fullmatch(piece.text):
        return False
    if piece.kind is Kind.DOUBTFUL:
        return _is_name(other) or other.kind is Kind.DOUBTFUL or _capitals(piece, other) and other.low in lex.given
    if piece.low in lex.given and other.kind is Kind.DOUBTFUL and _capitals(piece, other):
        return True
    if len(piece.text) == 1:
        return _is_name(other) and other.kind is Kind.NAME and piece.text.isupper()
    if piece.kind is Kind.VOCABULARY and piece.low not in _GRAMMAR:
        return _is_name(other) and other.kind is Kind.NAME and piece.low in lex.known_names
    return False


def _spread(pieces: Sequence[Piece], lex: Lexicon) -> None:
    """Let names take in what belongs to them until nothing moves."""
    moved = True
    while moved:
        moved = False
        for before, piece in zip(pieces, pieces[1:], strict=False):
            if not _beside(piece):
                continue
            both = _drawn_in(before, piece, lex), _drawn_in(piece, before, lex)
            for drawn, target in zip(both, (before, piece), strict=True):
                if drawn:
                    target.mask()
                    moved = True


def _alone(pieces: Sequence[Piece]) -> None:
    """A cell that says nothing but a word that is a name says a name."""
    words = [piece for piece in pieces if piece.wordy and len(piece.text) > 1]
    if all(piece.kind is Kind.DOUBTFUL or _is_name(piece) for piece in words):
        for piece in words:
            if not piece.masked:
                piece.mask()


def _takes(trigger: str, piece: Piece, lex: Lexicon) -> bool:
    """Whether a token after a word such as ``dob`` or ``plate`` is the number that the word announces."""
    digits = sum(char.isdigit() for char in piece.text)
    if trigger in _BIRTH:
        return digits > 0
    if trigger in _SOCIAL:
        return digits >= 4
    case = "-" in piece.text and not piece.text[0].isalpha()
    if trigger in _PLATE and digits >= 3 and not case and digits <= 8:
        return piece.text not in lex.sections and not piece.text.lower().endswith(("pc", "vc", "cvc", "hs"))
    return (trigger in _LICENCE and digits >= 5 and not case) or (trigger in _ACCOUNT and digits >= 6 and not case)


TRIGGERS = _BIRTH | _LICENCE | _SOCIAL | _PLATE | _ACCOUNT


def _announced(pieces: Sequence[Piece], lex: Lexicon) -> None:
    for at, piece in enumerate(pieces):
        if piece.low not in TRIGGERS:
            continue
        for ahead in pieces[at + 1 : at + 5]:
            if any(char.isdigit() for char in ahead.text):
                if _takes(piece.low, ahead, lex):
                    ahead.mask()
                if piece.low not in _BIRTH:
                    break
            elif ahead.low not in _FILLER and ahead.low not in TRIGGERS and not (piece.low in _BIRTH and ahead.wordy):
                break


def hear(pieces: Sequence[Piece], lex: Lexicon) -> None:
    """Mask what the neighbours give away."""
    for before, piece in zip(pieces, pieces[1:], strict=False):
        if _title(before, piece):
            piece.mask()
    _spread(pieces, lex)
    _alone(pieces)
    _announced(pieces, lex)
