"""Verbs that list: ``sources``, ``releases``, ``drift``, ``quarantine``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from clerestory.cli.show import as_json, dump, grid, number
from clerestory.workbench import Workbench


@click.command()
@click.argument("name", default="")
@as_json
@click.pass_obj
def sources(workspace: str, name: str, as_json: bool) -> None:
    """All sources; or the tables of one source; or the columns of one table."""
    with Workbench(Path(workspace)) as bench:
        if name in bench.catalogue.tables:
            _columns(bench, name, as_json)
            return
        if name:
            bench.source(name)
        held = {table: bench.held(table) for table in bench.catalogue.tables}
        listed = [source for source in bench.sources.values() if not name or source.id == name]
        if as_json:
            dump(
                {
                    "ok": True,
                    "sources": [
                        {
                            "id": source.id,
                            "title": source.title,
                            "publisher": source.publisher,
                            "tables": [table.name for table in source.tables],
                        }
                        for source in listed
                    ],
                }
            )
            return
        rows = [
            (source.id if first else "", table.name, table.unit, "yes" if held[table.name] else "")
            for source in listed
            for first, table in ((number == 0, table) for number, table in enumerate(source.tables))
        ]
    grid([("source", "left"), ("table", "left"), ("one record is one", "left"), ("held", "left")], rows)
    click.echo("Columns of a table: clerestory sources TABLE")


def _columns(bench: Workbench, name: str, as_json: bool) -> None:
    table = bench.table(name)
    columns = bench.columns(table)
    if as_json:
        dump(
            {
                "ok": True,
                "table": name,
                "unit": table.unit,
                "grain": table.grain,
                "columns": [
                    {"name": each.name, "type": each.type, "meaning": each.meaning, "protection": each.protection, "seen_as": each.seen_as}
                    for each in columns.values()
                ],
            }
        )
        return
    click.echo(f"{name}: one record is one {table.unit} ({table.grain}). Duplicates {table.duplicates}.")
    rows = [(column.name, column.type, "never shown" if column.hidden else "", column.meaning) for column in columns.values()]
    grid([("column", "left"), ("type", "left"), ("", "left"), ("meaning", "left")], rows)


@click.command()
@click.argument("source", default="")
@as_json
@click.pass_obj
def releases(workspace: str, source: str, as_json: bool) -> None:
    """Every release held, or those of one source."""
    with Workbench(Path(workspace)) as bench:
        if source:
            bench.source(source)
        found = bench.releases(source)
    if as_json:
        for release in found:
            dump(release)
        return
    grid(
        [("release", "left"), ("published", "left"), ("source", "left"), ("publisher", "left"), ("file", "left")],
        [(release["id"], (release["published"] or "")[:10], release["source"], release["publisher"], release["name"]) for release in found],
    )
    click.echo(f"{len(found):,} release{'s' * (len(found) != 1)}")


@click.command()
@click.argument("source")
@as_json
@click.pass_obj
def drift(workspace: str, source: str, as_json: bool) -> None:
    """How the columns of a source changed from release to release. Exit code 1 when the newest release differs from the one before."""
    with Workbench(Path(workspace)) as bench:
        changes = bench.drift(source)
        newest = max((release["published"] or "" for release in bench.releases(source)), default="")
    if as_json:
        dump({"ok": True, "changes": [vars(change) for change in changes]})
    else:
        grid(
            [("published", "left"), ("table", "left"), ("sheet", "left"), ("what", "left"), ("label", "left"), ("", "left")],
            [(change.published[:10], change.table, change.part, change.what, change.label, change.detail) for change in changes],
        )
        click.echo(f"{len(changes):,} changes of layout")
    if any(change.published == newest for change in changes):
        raise SystemExit(1)


@click.command()
@click.argument("name", default="", metavar="[SOURCE|RELEASE]")
@click.option("--rows", is_flag=True, help="List every row instead of putting equal reasons together.")
@as_json
@click.pass_obj
def quarantine(workspace: str, name: str, rows: bool, as_json: bool) -> None:
    """What was not let in, and why; and files that are not in at all. Exit code 1 when there is any."""
    with Workbench(Path(workspace)) as bench:
        turned, unplaced = bench.quarantine(name), [] if name else bench.unplaced()
    if as_json:
        dump({"ok": True, "quarantine": turned, "files": unplaced})
    elif rows:
        grid(
            [("file", "left"), ("sheet", "left"), ("row", "right"), ("column", "right"), ("reason", "left")],
            [
                (entry["name"], entry["sheet"] or "", str(entry["row"] or ""), str(entry["place"] or ""), entry["reason"])
                for entry in turned
            ],
        )
    else:
        counts: Counter[tuple[str, str]] = Counter()
        files: dict[tuple[str, str], set[str]] = {}
        for entry in turned:
            key = (entry["source"], entry["reason"])
            counts[key] += entry["count"] or 0
            files.setdefault(key, set()).add(entry["release"])
        grid(
            [("source", "left"), ("reason", "left"), ("times", "right"), ("releases", "right")],
            [(source, reason, number(count), number(len(files[source, reason]))) for (source, reason), count in counts.most_common()],
        )
        for file in unplaced:
            click.echo(f"not in: {file['name']}\n    {file['reason']}")
    if turned or unplaced:
        raise SystemExit(1)


COMMANDS = (sources, releases, drift, quarantine)
