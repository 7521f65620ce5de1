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
    next: str = ""
    """The sign that follows."""

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
RANKS = COURTESY | frozenset(
    "officer ofc ofcr det detective deputy sgt sergeant lt lieutenant cpl corporal capt captain trooper inspector insp agent tfo aka alias named lastname "
    "firstname surname".split()
)
"""Titles after which nearly every word is a name."""
_BARE = re.compile(r"ed$|ing$|ly$|tion$|ment$|ness$")
"""Endings of words that are no names unless a list says so."""
_STRICT = frozenset("mr mrs ms".split())
_ROLES = frozenset(
    "suspect suspects susp sus subject subj subjects victim vic vict victims officer officers ofc ofcr off det dets detective detectives deputy deputies dep agent "
    "sgt sergeant lt lieutenant cpl corporal capt captain chief sheriff trooper inspector insp investigator invst driver drvr owner ro rp "
    "witness wit defendant def passenger pass aka alias named name surname lastname firstname fname lname nickname moniker dr doctor "
    "attorney atty da ada supervisor commander cmdr marshal constable ranger patient arrestee parolee probationer inmate detainee "
    "husband wife son daughter brother sister boyfriend girlfriend father mother caller tenant employee clerk prof professor sa tfo".split()
)
_PARTICLES = frozenset(
    "van von de da di del della la le el al bin ibn dos das der den ter ten san santa mac ben abu du des dela".split()
)
_FIXED = frozenset(
    "person persons infant child friend neighbors neighbours baby elder senior unknown record records case cases call sale sales duty numbers "
    "monday tuesday wednesday thursday friday saturday sunday street house work works speed force gang hit ice min mar jun jan key keys "
    "best close files general given good hair heard held law laws line link list look main major man mask matter money more pass pick ping "
    "place plant poss post prior quick range read ready real register release res ring see self sell shell short six so son south north "
    "east west still story struck sun tester to till ton trail true tag tip wait wash way weed word you burg crim free go he her back "
    "female male adult poi rp ro dv atl bolo per camp bridge lake creek beach bay center corr dock field hand head high hang heavy".split()
)
"""Vocabulary that stands beside names all day and is hardly ever the other half of one."""
_PAINT = frozenset(
    "black white blue green brown gray grey silver gold golden red tan orange purple pink maroon beige teal copper dark light ford dodge lincoln "
    "honda kia lexus mercedes benz suzuki ferrari bentley mclaren genesis chase sierra dakota liberty journey maverick falcon ram bolt dart cavalier "
    "forester aspen sienna versa montana nova harley hummer van vans box baby".split()
)
"""Colours, makes and models: an unlisted word beside one is a model more often than a name."""
_HOLDS = frozenset(
    "a an the this that these those in at on of off into near no not any some each one two is was be been are were as very too so more most his "
    "her its their my your our it he she they we who which what up down out over all".split()
)
"""Words after which an everyday word is a word."""
_TAKES = frozenset("of in at on to the a an up down out off over into away that this from asleep through".split())
"""Words before which an everyday word is a word."""
_FAMILY = frozenset("family fam residence brothers estate household dob".split())
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
        return piece.kind in (Kind.DOUBTFUL, Kind.VOCABULARY) and piece.text[0].isupper() or before.low in _STRICT
    if before.low in RANKS and piece.kind is Kind.ORDINARY:
        return not _BARE.search(piece.low)
    if before.low in RANKS and piece.kind is Kind.VOCABULARY and piece.low in _PAINT:
        return True
    if before.low not in _ROLES:
        return False
    return piece.kind is Kind.DOUBTFUL or (
        piece.text.istitle() and piece.kind is Kind.VOCABULARY and not _settled(piece)
    )


def _settled(piece: Piece) -> bool:
    """Vocabulary that is hardly ever the other half of a name."""
    return (
        piece.low in _GRAMMAR
        or piece.low in _FIXED
        or piece.low in _ROLES
        or piece.low in COURTESY
        or piece.low in _PAINT
    )


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
    if piece.kind is Kind.ORDINARY:
        named = other.kind is Kind.NAME or (other.kind is Kind.UNKNOWN and len(other.text) > 3)
        return _is_name(other) and named and piece.low not in _GRAMMAR and not _BARE.search(piece.low)
    if len(piece.text) == 1:
        label = piece.next in (":", "/") or piece.before.endswith("/")
        return _is_name(other) and other.kind is Kind.NAME and piece.text.isupper() and not label
    if piece.kind is Kind.VOCABULARY and piece.low in lex.known_names and _is_name(other):
        if other.kind is Kind.NAME or other.low in _PARTICLES:
            return not _settled(piece) or (piece.low in _PAINT and other.kind is Kind.NAME)
        return other.kind is Kind.UNKNOWN and len(other.text) > 3 and not _settled(piece)
    return False


def _spread(pieces: Sequence[Piece], lex: Lexicon) -> None:
    """Let names take in what belongs to them until nothing moves."""
    moved = True
    while moved:
        moved = False
        for before, piece in zip(pieces, pieces[1:], strict=False):
            if not _beside(piece):
                continue
            particle = before.low in _PARTICLES and not before.masked and _is_name(piece)
            both = _drawn_in(before, piece, lex) or particle, _drawn_in(piece, before, lex)
            for drawn, target in zip(both, (before, piece), strict=True):
                if drawn:
                    target.mask()
                    moved = True


def _last_of_name(before: Piece, piece: Piece) -> bool:
    """``may`` or ``will`` that ends a text right after a name: a helping verb has something to help."""
    return piece.low in ("may", "will") and before.kind is Kind.NAME and _beside(piece)


def _holds(before: Piece | None, piece: Piece, after: Piece | None) -> bool:
    """Whether an everyday word that is a name is shown by its neighbours to be a word."""
    if before is not None and (not _beside(piece) or not before.wordy):
        before = None
    if after is not None and (not _beside(after) or not after.wordy):
        after = None
    if after is not None and after.low in _FAMILY:
        return False
    if (before is not None and before.low in _HOLDS) or (after is not None and after.low in _TAKES):
        return True
    around = [
        near
        for near in (before, after)
        if near is not None and near.kind < Kind.DOUBTFUL and not SHAPE.fullmatch(near.text)
    ]
    return len(around) == 2 and not any(near.low in _GRAMMAR for near in around)


def _alone(pieces: Sequence[Piece]) -> None:
    """An everyday word that is a name goes unless it stands in a sentence, or between words that are none."""
    for at, piece in enumerate(pieces):
        if piece.kind is Kind.DOUBTFUL and not piece.masked:
            before = pieces[at - 1] if at else None
            after = pieces[at + 1] if at + 1 < len(pieces) else None
            if not _holds(before, piece, after):
                piece.mask()
        elif piece.kind is Kind.VOCABULARY and piece.text[0].isupper() and at + 1 < len(pieces):
            if (
                pieces[at + 1].low in _FAMILY
                and _beside(pieces[at + 1])
                and (not _settled(piece) or piece.low in _PAINT)
            ):
                piece.mask()


def _takes(trigger: str, piece: Piece, lex: Lexicon) -> bool:
    """Whether a token after a word such as ``dob`` or ``plate`` is the number that the word announces."""
    digits = sum(char.isdigit() for char in piece.text)
    if trigger in _BIRTH:
        return digits > 0
    if trigger in _SOCIAL:
        return digits >= 4
    case = "-" in piece.text
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
    _alone(pieces)
    _spread(pieces, lex)
    if len(pieces) > 1 and _last_of_name(pieces[-2], pieces[-1]):
        pieces[-1].mask()
    _announced(pieces, lex)
