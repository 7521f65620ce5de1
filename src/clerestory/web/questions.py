"""Questions that can be asked of the tables held: each with its answer now, and the address that asks it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerestory.errors import ClerestoryError
from clerestory.web.navigation import _

if TYPE_CHECKING:
    from clerestory.workbench import Workbench

MOST = 8


@dataclass(frozen=True)
class Question:
    """A question in words, and in the search box's. ``top``: the column whose most frequent value is the answer; empty: a count is."""

    table: str
    words: str
    text: str = ""
    top: str = ""


@dataclass(frozen=True)
class Asked:
    """A question with its answer."""

    question: Question
    count: int | None
    value: str = ""
    mark: str = ""
    """How far the count is the number of the records."""


QUESTIONS = (
    Question("agreements_287g", _("How many 287(g) agreements are in force?")),
    Question("alpr_searches", _("How often were licence-plate readers searched?")),
    Question("agreements_287g", _("Which state has the most agreements?"), top="state"),
    Question("ice_arrests", _("How many administrative arrests did ICE report?")),
    Question("alpr_searches", _("Which agency searched plate readers most?"), top="organisation"),
    Question("ice_removals", _("How many removals did ICE report?")),
    Question("alpr_sightings", _("How many plate-reader searches give no reason?"), text="reason.state:empty,placeholder"),
    Question("contract_actions", _("Which vendor has the most contract actions?"), top="recipient_name"),
    Question("ice_detainers", _("How many detainers did ICE issue?")),
    Question("detention_facilities", _("How many facilities hold people for ICE?")),
    Question("alpr_sharing", _("How many organisations are said to share plate-reader data?")),
)


def askable(bench: Workbench) -> list[Asked]:
    """The questions whose table is held and whose answer may be shown."""
    answered: list[Asked] = []
    for question in QUESTIONS:
        if len(answered) == MOST:
            break
        if question.table in bench.catalogue.tables and bench.held(question.table):
            answer = _answer(bench, question)
            if answer is not None:
                answered.append(answer)
    return answered


def _answer(bench: Workbench, question: Question) -> Asked | None:
    try:
        query = bench.query(question.table, question.text)
        if not question.top:
            whole = bench.count(query)
            return Asked(question, whole.count, mark=whole.mark)
        best = next((group for group in bench.facet(query, question.top, 5).groups if group.state == "value"), None)
    except ClerestoryError:
        return None  # a workspace's own table of this name may lack the column
    return Asked(question, best.count, str(best.value), best.mark) if best else None
