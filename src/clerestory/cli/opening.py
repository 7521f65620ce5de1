"""Verbs that open numbers: ``why``, ``cite``, ``verify``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from clerestory.cli.show import as_json, as_of_option, console, dump, foot, grid, in_words, number, plain, shown
from clerestory.workbench import CITATIONS as FORMS
from clerestory.workbench import Workbench

RECORD = re.compile(r"[0-9a-f]{16}-\d+-\d+(?:-\d+)?")
originals_option = click.option(
    "--originals",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the original files are; found by their bytes.",
)


@click.command()
@click.argument("what")
@click.argument("query", nargs=-1, metavar="[QUERY]…")
@originals_option
@as_of_option
@as_json
@click.pass_obj
def why(workspace: str, what: str, query: tuple[str, ...], originals: Path | None, as_of: str, as_json: bool) -> None:
    """Open a record (its id), or the figure of TABLE and QUERY: file, sheet, cell, SHA-256, and the cell itself when the original is at hand."""
    with Workbench(Path(workspace)) as bench:
        if RECORD.fullmatch(what) and not query:
            opened = bench.why(what, originals)
            if as_json:
                dump(
                    {
                        "ok": True,
                        "record": opened.record,
                        "table": opened.table,
                        "release": opened.release,
                        "cells": [vars(cell) for cell in opened.cells],
                    }
                )
            else:
                _show_record(opened)
            return
        answer, parts = bench.figure(bench.query(what, " ".join(query), as_of=as_of))
    if as_json:
        dump({"ok": True, "count": answer.count, "parts": parts, **answer.about.as_json()})
        return
    click.echo(
        f"{in_words(answer.count, answer.mark)} records. To repeat it by hand: open these, and count the rows that fit the question."
    )
    grid(
        [("published", "left"), ("file", "left"), ("sheet", "left"), ("rows", "right"), ("records", "right"), ("SHA-256", "left")],
        [
            (
                (part["published"] or "")[:10],
                part["name"],
                part["sheet"] or "",
                number(part["rows_in"]),
                number(part["records"]),
                part["sha256"][:12],
            )
            for part in parts
        ],
    )
    foot(answer.about)


def _show_record(opened: Any) -> None:
    release = opened.release
    out = console()
    out.print(f"[bold]{opened.table}[/bold], one {opened.kind.removesuffix('s')} of a release", highlight=False)
    for label, value in _facts(release, opened):
        out.print(f"  {label:<10} {value}", markup=False)
    headings = [("column", "left"), ("cell", "left"), ("value", "left"), ("as released", "left")]
    rows = []
    for cell in opened.cells:
        same = cell.released == (cell.value if isinstance(cell.value, str | None) else plain(cell.value))
        row = [cell.column, cell.cell, shown(cell.value, cell.state), shown("same" if same else cell.released, "empty")]
        if opened.original_found:
            row.append(shown("" if cell.agrees is None else "same") if cell.agrees is not False else shown(cell.original, "empty"))
        rows.append(row)
    if opened.original_found:
        headings.append(("original says", "left"))
    grid(headings, rows)
    if opened.original_found is False:
        out.print("No file under that folder has these bytes.")
    elif opened.original_found is None:
        out.print("With --originals FOLDER the original's own cells are shown beside.")


def _facts(release: dict[str, Any], opened: Any) -> list[tuple[str, str]]:
    place = f"{opened.part}, " if opened.part else ""
    return [
        ("publisher", release["publisher"]),
        ("file", release["name"] + (f" ! {release['member']}" if release["member"] else "")),
        ("place", f"{place}{opened.kind.removesuffix('s')} {opened.row}"),
        ("SHA-256", release["sha256"]),
        ("published", (release["published"] or "not known").replace("T00:00:00", "")),
        ("obtained", release["obtained"]),
    ]


@click.command()
@click.argument("what")
@click.argument("query", nargs=-1, metavar="[QUERY]…")
@as_of_option
@click.option(
    "--form", type=click.Choice(["text", "ris", "bibtex", "csl"]), default="text", help="For a reader, or for a reference manager."
)
@as_json
@click.pass_obj
def cite(workspace: str, what: str, query: tuple[str, ...], as_of: str, form: str, as_json: bool) -> None:
    """A citation of a record (its id), or of the figure of TABLE and QUERY."""
    with Workbench(Path(workspace)) as bench:
        if RECORD.fullmatch(what) and not query:
            citation = bench.cite_record(what)
        else:
            citation = bench.cite_figure(bench.query(what, " ".join(query), as_of=as_of))
    if as_json:
        dump({"ok": True, "citation": FORMS[form](citation), **citation.as_json()})
    else:
        click.echo(FORMS[form](citation))


@click.command()
@click.argument("releases", nargs=-1, metavar="[RELEASE]…")
@originals_option
@as_json
@click.pass_obj
def verify(workspace: str, releases: tuple[str, ...], originals: Path | None, as_json: bool) -> None:
    """Prove that the lake holds what was written; with --originals, that it tells what the originals tell, record by record."""
    if releases and originals is None:
        raise click.UsageError("a RELEASE is compared with its original: say with --originals FOLDER where that is")
    with Workbench(Path(workspace)) as bench:
        damaged = bench.damaged_files()
        verdicts = list(bench.verify(originals, releases)) if originals else []
    if as_json:
        dump({"ok": not damaged, "damaged": damaged, "releases": [vars(verdict) for verdict in verdicts]})
    else:
        for path in damaged:
            click.echo(f"damaged: {path} is not what was written")
        if not damaged:
            click.echo("Every column file is what was written.")
        counts: dict[str, int] = {}
        for verdict in verdicts:
            counts[verdict.status] = counts.get(verdict.status, 0) + 1
            if verdict.status in ("differs", "unreadable"):
                click.echo(f"{verdict.status}: {verdict.name} ({verdict.release}) {verdict.detail}")
        if verdicts:
            same = sum(verdict.records for verdict in verdicts if verdict.status == "same")
            others = [f"{count:,} {status}" for status, count in sorted(counts.items()) if status != "same"]
            said = f"{counts.get('same', 0):,} releases with {same:,} records are as their originals"
            click.echo("; ".join([said, *others]) + ".")
    if damaged or any(verdict.status in ("differs", "unreadable") for verdict in verdicts):
        raise SystemExit(1)


COMMANDS = (why, cite, verify)
