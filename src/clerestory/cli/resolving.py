"""Verbs about institutions: ``institutions`` that are known, ``resolve`` names to them, ``review`` what the rules leave open."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from clerestory.cli.show import as_json, dump, grid, number, shown
from clerestory.workbench import Workbench

KEYS = {"y": "same", "n": "different", "h": "unsure"}
"""What a key says of a name in the queue; b goes back to the one before, q ends."""
SAID = {"same": "linked", "unsure": "waiting", "different": "none known"}


@click.group(invoke_without_command=True)
@click.option("--kind", default="", metavar="KIND", help="police, sheriff, campus, detention, federal, …")
@click.option("--state", default="", metavar="STATE", help="Postal code or name; US for federal bodies.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@as_json
@click.pass_context
def institutions(context: click.Context, kind: str, state: str, limit: int, as_json: bool) -> None:
    """Institutions that the lists of this workspace and the shipped registry name."""
    if context.invoked_subcommand:
        return
    with Workbench(Path(context.obj)) as bench:
        _listed(bench.institutions.all(kind, state, limit=limit), as_json)


@institutions.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@as_json
@click.pass_obj
def search(workspace: str, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Institutions one of whose names holds every one of WORDS."""
    with Workbench(Path(workspace)) as bench:
        _listed(bench.institutions.all(words=" ".join(words), limit=limit), as_json)


def _listed(cards: list[Any], as_json: bool) -> None:
    if as_json:
        dump({"ok": True, "institutions": [card.as_json() for card in cards]})
        return
    rows: list[list[Any]] = [[card.id, shown(card.name), card.kind, card.state, number(len(card.names))] for card in cards]
    grid([("id", "left"), ("name", "left"), ("kind", "left"), ("state", "left"), ("names", "right")], rows)


@institutions.command()
@click.argument("institution")
@as_json
@click.pass_obj
def show(workspace: str, institution: str, as_json: bool) -> None:
    """One INSTITUTION (its id): every fact with its origin, and the names that mean it."""
    with Workbench(Path(workspace)) as bench:
        card = bench.institutions.one(institution)
    if as_json:
        dump({"ok": True, **card.as_json()})
        return
    click.echo(f"{card.name} · {card.kind} · {card.state} · {card.id}")
    facts: list[list[Any]] = [[fact.what, shown(fact.value), fact.origin, fact.release, fact.since, fact.until] for fact in card.facts]
    grid([("says", "left"), ("value", "left"), ("origin", "left"), ("release", "left"), ("since", "left"), ("until", "left")], facts)
    if card.linked:
        linked: list[list[Any]] = [
            [shown(mention.name), mention.state, mention.county, number(records)] for mention, records in card.linked
        ]
        grid([("name as written", "left"), ("state", "left"), ("county", "left"), ("records", "right")], linked)


@click.command()
@click.argument("names", nargs=-1)
@click.option("--state", default="", metavar="STATE", help="Of all NAMES, where they do not say it.")
@as_json
@click.pass_obj
def resolve(workspace: str, names: tuple[str, ...], state: str, as_json: bool) -> None:
    """Which institution each of NAMES means (- reads them from standard input, one a line). Without NAMES: build the registry and resolve every list."""
    asked = [line.strip() for line in sys.stdin if line.strip()] if names == ("-",) else list(names)
    with Workbench(Path(workspace)) as bench:
        if not names:
            _summed(bench.institutions.resolve_all(), as_json)
            return
        told = bench.institutions.answer(asked, state)
    if as_json:
        keys = ("name", "outcome", "institution", "institution_name", "why")
        dump(
            {
                "ok": True,
                "names": [dict(zip(keys, (each, str(a.outcome), a.institution, name, a.why), strict=True)) for each, a, name in told],
            }
        )
        return
    rows: list[list[Any]] = [
        [shown(each), SAID[answer.outcome], shown(name), answer.institution, answer.why] for each, answer, name in told
    ]
    grid([("name", "left"), ("is", "left"), ("institution", "left"), ("id", "left"), ("why", "left")], rows)


def _summed(told: Any, as_json: bool) -> None:
    if as_json:
        dump({"ok": True, **told.as_json()})
        return
    click.echo(
        f"{told.institutions:,} institutions; {told.mentions:,} different names, rules {told.rules}, {told.decisions:,} decisions stand"
    )
    rows: list[list[Any]] = [[SAID[each], number(told.names.get(each, 0)), number(told.records.get(each, 0))] for each in SAID]
    grid([("names", "left"), ("how many", "right"), ("records", "right")], rows)


@click.group(invoke_without_command=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--who", default="", metavar="TEXT", help="Judge them one by one, by keyboard: y same, n different, h unsure, b back, q end.")
@as_json
@click.pass_context
def review(context: click.Context, limit: int, who: str, as_json: bool) -> None:
    """Names that the rules leave open, those that settle most records first."""
    if context.invoked_subcommand:
        return
    with Workbench(Path(context.obj)) as bench:
        waiting = bench.institutions.queue(limit)
        if as_json:
            dump({"ok": True, "queue": [each.as_json() for each in waiting]})
        elif who:
            _judge(bench, waiting, who)
        else:
            rows: list[list[Any]] = [
                [each.id, shown(each.mention.name), shown(each.likeliest.name if each.likeliest else ""), number(each.records), each.why]
                for each in waiting
            ]
            grid([("id", "left"), ("name", "left"), ("likeliest", "left"), ("records", "right"), ("why", "left")], rows)


def _judge(bench: Workbench, waiting: list[Any], who: str) -> None:
    """One name after the other. Back takes the last decision back and asks again."""
    at, made = 0, dict[int, int]()
    while at < len(waiting):
        each = waiting[at]
        likely = f"{each.likeliest.name} ({each.likeliest.kind}, {each.likeliest.state})" if each.likeliest else "nothing"
        click.echo(
            f"{at + 1}/{len(waiting)}  {each.mention.name} · {each.mention.state} {each.mention.county}  =  {likely}?  {each.records:,} records\n  {each.why}"
        )
        key = click.getchar().lower()
        if key == "q":
            return
        if key == "b" and at:
            at -= 1
            if at in made:
                bench.institutions.undo(made.pop(at), who)
        elif key in KEYS and each.likeliest:
            made[at] = bench.institutions.decide(each.id, KEYS[key], who).id
            at += 1
        elif key not in KEYS:
            click.echo("  y same, n different, h unsure, b back, q end")
        else:
            at += 1


@review.command()
@click.argument("name")
@click.argument("verdict", type=click.Choice(tuple(KEYS.values())))
@click.option("--who", required=True, metavar="TEXT", help="A role or initials.")
@click.option("--why", default="", metavar="TEXT", help="The reason; it is kept, screened.")
@click.option("--institution", default="", metavar="ID", help="Another one than the likeliest.")
@as_json
@click.pass_obj
def decide(workspace: str, name: str, verdict: str, who: str, why: str, institution: str, as_json: bool) -> None:
    """Say what NAME (its id in the queue) means."""
    with Workbench(Path(workspace)) as bench:
        row = bench.institutions.decide(name, verdict, who, why, institution)
    _said(row, as_json)


@review.command()
@click.argument("decision", type=int)
@click.option("--who", required=True, metavar="TEXT", help="A role or initials.")
@as_json
@click.pass_obj
def undo(workspace: str, decision: int, who: str, as_json: bool) -> None:
    """Take DECISION (its number) back."""
    with Workbench(Path(workspace)) as bench:
        row = bench.institutions.undo(decision, who)
    _said(row, as_json)


def _said(row: Any, as_json: bool) -> None:
    if as_json:
        dump({"ok": True, **vars(row)})
    else:
        click.echo(f"decision {row.id}" + (f" takes back decision {row.undoes}" if row.undoes else f": {row.verdict}"))


@review.command()
@as_json
@click.pass_obj
def decisions(workspace: str, as_json: bool) -> None:
    """Every decision and every undoing, oldest first."""
    with Workbench(Path(workspace)) as bench:
        told = bench.institutions.decisions()
    if as_json:
        dump({"ok": True, "decisions": [vars(row) for row in told]})
        return
    rows: list[list[Any]] = [
        [str(row.id), row.at, row.who, row.verdict, shown(row.mention), row.institution, str(row.undoes or ""), shown(row.why)]
        for row in told
    ]
    grid([(each, "left") for each in ("number", "when", "who", "verdict", "name", "institution", "takes back", "why")], rows)


@review.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def to_file(workspace: str, file: Path, force: bool) -> None:
    """The decisions that stand into FILE, to read, compare and take to another workspace."""
    with Workbench(Path(workspace)) as bench:
        told = bench.institutions.write(file, force=force)
    click.echo(f"{told:,} decisions in {file}")


@review.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def from_file(workspace: str, file: Path) -> None:
    """Take over the decisions of FILE, all or none."""
    with Workbench(Path(workspace)) as bench:
        told = bench.institutions.read(file)
    click.echo(f"{told:,} decisions came in")


COMMANDS = (institutions, resolve, review)
