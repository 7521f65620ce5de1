"""Contract actions and awards of ICE and CBP, as people pulled them from USAspending.gov."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.sdk import Column, Computed, Facts, Head, Name, Source, Span, Table, header_at, identifier, stamp_in_name, year_of
from clerestory.sources.federal_contracts.columns import ACTIONS, AWARDS, columns, words

ACTION, AWARD, THIN = "contract_actions", "contract_awards", "derived_contracts_thin"
PAGE = 100
"""Rows of a page of the interface that the pulls use."""
_ORDER = [identifier(label) for label, _ in words(ACTIONS)]
_DAY_FIRST = re.compile(r"\d{2}/\d{2}/\d{4}")
_COMPONENTS = {"7012": "ICE", "7014": "CBP"}

_AGENCY = Column("agency", seen_as=("Agency",), meaning="Awarding component: ICE or CBP.")
_KEY = Column(
    "contract_award_unique_key",
    seen_as=("Generated Award ID", "contract_award_unique_key"),
    meaning="Key of the award on USAspending.gov: CONT_AWD or CONT_IDV, award, agency, parent award and its agency.",
)
_SHORT = {
    "award_id_piid": "Award ID",
    "recipient_name": "Recipient Name",
    "federal_action_obligation": "Federal Action Obligation",
    "action_date": "Action Date",
    "modification_number": "Modification",
    "product_or_service_code_description": "Product/Service Description",
    "naics_description": "NAICS Description",
    "award_description": "Transaction Description",
}


def _find(source: Source, head: Head) -> Iterator[Span]:
    """Rows under a header, or the transactions' 259 columns in their order without one."""
    if not head.rows:
        return
    first, row = head.numbers[0], head.rows[0]
    best = max((header_at(table, row) for table in source.tables), key=lambda match: match.score)
    if len(best.columns) >= 5 and len(best.columns) > 3 * len(best.undeclared):
        yield Span(best.table.name, best.columns, first + 1, None, (first,), best.labels, best.undeclared)
    elif len(row) == len(_ORDER) and all(_is_action(one) for one in head.rows[:5]):
        yield Span(ACTION, {name: place for place, name in enumerate(_ORDER)}, first)


def _is_action(row: Sequence[str | None]) -> bool:
    at = dict(zip(_ORDER, row, strict=False))
    return bool(_DAY_FIRST.fullmatch(at.get("action_date") or "")) and at.get("awarding_sub_agency_code") in _COMPONENTS


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    published = stamp_in_name(name.file)
    piece = next((piece for head in heads for piece in _find(SOURCE, head)), None)
    if piece is None:
        return Facts(published)
    if piece.table == AWARD:
        place = piece.columns.get("recipient_state_code", -1)
        states = {row[place] for head in heads for row in head.rows[1:] if 0 <= place < len(row)}
        if len(states) == 1:
            return Facts(published, universe=f"recipients_in_{(states.pop() or 'no_state').casefold()}")
        return Facts(published)
    if piece.table == THIN or "parent_award_id" in piece.columns:
        note = "a selection of awards by the project Torn Apart / Separados, not all that ICE awarded in the year"
        return Facts(published, universe="torn_apart_selection", notes=(note,))
    return Facts(published)


def _review(facts: Facts, records: Mapping[str, pa.Table]) -> Facts:
    """What only the whole file shows: its days, pulls that were cut off, rows that stand twice."""
    notes = list(facts.notes)
    table, column = (ACTION, "action_date") if ACTION in records else (AWARD, "award_latest_action_date")
    if table not in records:
        return facts
    days = pc.drop_null(records[table][column])
    if len(days):
        last = datetime.combine(pc.max(days).as_py(), time())
        if facts.published is None:
            notes.append(f"the file does not say when it was pulled; it stands on the day of its last action, {last:%Y-%m-%d}")
        first = datetime.combine(pc.min(days).as_py(), time()) if table == ACTION else None
        facts = replace(facts, published=facts.published or last, covers_from=first, covers_to=last)
    if table == ACTION:
        notes += _cut_off(records[ACTION])
        notes += _twice(records[ACTION])
    return replace(facts, notes=tuple(notes))


def _cut_off(actions: pa.Table) -> Iterator[str]:
    """Pulls come in pages, dearest first: one that ends with a full page and has no negative amount ended too early."""
    if "agency" not in actions.column_names:
        return
    groups = actions.group_by("agency").aggregate([([], "count_all"), ("federal_action_obligation", "min")])
    for group in sorted(groups.to_pylist(), key=lambda group: str(group["agency"])):
        count, least = group["count_all"], group["federal_action_obligation_min"]
        if count >= PAGE and count % PAGE == 0 and least is not None and least >= 0:
            yield (
                f"{group['agency']}: exactly {count:,} actions, {count // PAGE} full pages of {PAGE}, and none below 0: the pull was cut off, "
                "what sets money free is missing, and the sum is too high"
            )


def _twice(actions: pa.Table) -> Iterator[str]:
    names = ("award_id_piid", "contract_award_unique_key", "modification_number", "transaction_number", "action_date")
    present = [name for name in (*names, "parent_award_id", "federal_action_obligation") if name in actions.column_names]
    repeated = actions.num_rows - actions.group_by(present).aggregate([]).num_rows
    if repeated:
        yield (
            f"{repeated:,} lines repeat award, modification, day and amount of another: pages that overlap, or parts of one action; "
            "the file has no transaction number to tell, so they are kept and counted"
        )


def _component(columns: Mapping[str, pa.Array]) -> pa.Array | None:
    codes = columns.get("awarding_sub_agency_code")
    if codes is None or pa.types.is_null(codes.type):
        return None
    return pa.array([_COMPONENTS.get(code) for code in codes.to_pylist()], pa.string())


SOURCE = Source(
    id="federal_contracts",
    title="Federal contract actions and awards of ICE and CBP",
    publisher="USAspending.gov",
    home="https://www.usaspending.gov",
    licence="US government work",
    tables=(
        Table(
            ACTION,
            title="Contract actions",
            unit="contract action: one modification of one award",
            series=True,
            series_by=("fiscal_year",),
            key=("contract_award_unique_key", "award_id_piid", "modification_number", "transaction_number"),
            duplicates="kept as pulled, and their number noted with each release: without a transaction number a repeat may be an action's part",
            columns=(_AGENCY, _KEY, *columns(ACTIONS, "date_dmy", _SHORT)),
        ),
        Table(
            AWARD,
            title="Contract awards",
            unit="award: one contract, order or agreement, all its actions together",
            series=True,
            key=("contract_award_unique_key",),
            duplicates="none: each award stands once",
            columns=(_AGENCY, *columns(AWARDS, "date", {})),
        ),
        Table(
            THIN,
            title="Values of selected awards by fiscal year, by a third party",
            unit="award in one fiscal year",
            duplicates="kept, as compiled",
            columns=(
                Column("award_id_piid", seen_as=("awardID",), meaning="Identifier of the award."),
                Column("fiscal_year", "integer", seen_as=("fiscalYear",), meaning="Fiscal year.", sums="a year"),
                Column(
                    "current_value",
                    "number",
                    seen_as=("currentValue",),
                    unit="dollars",
                    sums="the compiler does not say whether it is an obligation or a running total",
                    meaning="Current value of the award, as the compiler calls it.",
                ),
                Column("recipient_duns", seen_as=("duns",), meaning="D-U-N-S number of the recipient, without leading zeros."),
                Column(
                    "recipient_district",
                    seen_as=("companyCongCode",),
                    masks=False,
                    meaning="State and congressional district of the recipient, as figures; stars where unknown.",
                ),
                Column(
                    "performance_district",
                    seen_as=("performanceCongCode",),
                    masks=False,
                    meaning="State and congressional district of the work, as figures; stars where unknown.",
                ),
            ),
        ),
    ),
    find=_find,
    release=_release,
    review=_review,
    computed=(year_of("fiscal_year", "action_date"), Computed("agency", _component)),
    needs={ACTION: ("award_id_piid",), AWARD: ("award_id_piid",), THIN: ("award_id_piid",)},
    notes=(
        "An obligation is neither the ceiling of an award nor money paid; agreements with counties are often not in these data.",
        "Two actions of one amount may be one amount set aside twice, or half of one: read their awards before adding.",
        "Dates of the files with 259 columns are written day first.",
    ),
)
