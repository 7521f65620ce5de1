"""Verbs that bring records in: ``init`` and ``add``."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from clerestory.workbench import Workbench

MOST_NAMED = 8


@click.command()
@click.pass_obj
def init(workspace: str) -> None:
    """Make an empty workspace."""
    Workbench.create(Path(workspace)).close()
    click.echo(f"Made the workspace {workspace}. Next: clerestory -w {shlex.quote(workspace)} add FILE-OR-FOLDER")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL…")
@click.option(
    "--source", default="", metavar="SOURCE", help="Say which source the files belong to instead of letting their content decide."
)
@click.option(
    "--write-source",
    metavar="FILE.py",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --source generic: write a source file to edit for the one file named, and add nothing.",
)
@click.option("--again", is_flag=True, help="Let files in that were purged.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, file by file, and add nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file on standard output.")
@click.pass_obj
def add(workspace: str, paths: tuple[str, ...], source: str, write_source: Path | None, again: bool, dry_run: bool, as_json: bool) -> None:
    """Add files, folders, patterns or addresses of the web. The source of each file is found by its content."""
    bench = Workbench(Path(workspace))
    with bench.fetched(paths) as jobs:
        if write_source is not None:
            _write_source(bench, jobs, source, write_source)
        elif dry_run:
            _look(bench, jobs, source, as_json)
        else:
            _add(bench, jobs, source, again, as_json)


def _look(bench: Workbench, jobs: list, source: str, as_json: bool) -> None:  # type: ignore[type-arg]
    """What each file would be; exit code 1 when one would not come in."""
    bad = False
    for job in jobs:
        seen = bench.preview(replace(job, source=source or job.source))
        bad = bad or bool(seen.problem)
        if as_json:
            click.echo(json.dumps(seen.as_json(), default=str))
            continue
        click.echo(f"{seen.name}: " + (f"not in: {seen.problem}" if seen.problem else f"{seen.source}, {seen.publisher}"))
        for table in seen.tables:
            click.echo(f"  {table.name}{' (counts only)' if table.persons else ''}: " + ", ".join(column.name for column in table.columns))
            for reason, count in table.withheld.items():
                click.echo(f"    withheld: {count} × {reason}")
            for reason, count in table.turned.items():
                click.echo(f"    quarantined: {count} × {reason}")
        if seen.partial:
            click.echo("  of the first rows; more follow")
    bench.close()
    if not as_json:
        click.echo(f"{len(jobs)} files looked at; nothing was added.")
    if bad:
        raise SystemExit(1)


def _add(bench: Workbench, jobs: list, source: str, again: bool, as_json: bool) -> None:  # type: ignore[type-arg]
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    outcomes = []
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading", total=len(jobs), rate="")
        done = 0

        def on_file(outcome: object) -> None:
            nonlocal done
            done += getattr(outcome, "size", 0)
            elapsed = progress.tasks[0].elapsed or 1
            progress.update(task, advance=1, rate=f"{done / elapsed / 1e6:.1f} MB/s")
            if as_json:
                click.echo(json.dumps(vars(outcome)))

        outcomes = bench.add(jobs, source=source, again=again, on_file=on_file)
    bench.close()
    if not as_json:
        _summary(outcomes)
    if any(outcome.status == "failed" for outcome in outcomes):
        raise SystemExit(1)


def _write_source(bench: Workbench, jobs: list, source: str, target: Path) -> None:  # type: ignore[type-arg]
    if source != "generic" or len(jobs) != 1 or target.exists():
        raise click.UsageError("--write-source goes with --source generic, one file, and a name that is not taken yet")
    target.write_text(bench.draft_source(jobs[0]), encoding="utf-8")
    bench.close()
    click.echo(f"Wrote {target}: say what each column means, then put it where your sources are. Nothing was added.")


def _summary(outcomes: list) -> None:  # type: ignore[type-arg]
    added = [outcome for outcome in outcomes if outcome.status == "added"]
    known = [outcome for outcome in outcomes if outcome.status == "known"]
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    click.echo(
        f"{len(added)} files added: {sum(outcome.records for outcome in added):,} records, {sum(o.quarantined for o in added):,} rows quarantined."
    )
    if known:
        click.echo(f"{len(known)} files were in already, byte for byte: nothing was changed.")
    for outcome in known:
        if outcome.reason:  # under another name: in an archive, or as a file
            click.echo(f"in already: {outcome.name}\n    {outcome.reason}")
    for outcome in added:
        if outcome.reason:
            click.echo(f"partly in: {outcome.name}\n    {outcome.reason}")
    by_reason: dict[str, list[str]] = {}
    for outcome in failed:
        by_reason.setdefault(outcome.reason, []).append(outcome.name)
    for reason, names in by_reason.items():
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        click.echo(f"not in: {', '.join(names[:MOST_NAMED])}{more}\n    {reason}")


COMMANDS = (init, add)
