"""Verbs that bring records in: ``init`` and ``add``."""

from __future__ import annotations

import json
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
    click.echo(f"Made the workspace {workspace}. Next: clerestory -w {workspace} add FILE-OR-FOLDER")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--source", default="", metavar="SOURCE", help="Say which source the files belong to instead of letting their content decide."
)
@click.option(
    "--write-source",
    metavar="FILE.py",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --source generic: write a source file to edit for the one file named, and add nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file on standard output.")
@click.pass_obj
def add(workspace: str, paths: tuple[str, ...], source: str, write_source: Path | None, as_json: bool) -> None:
    """Add files, folders or patterns. The source of each file is found by its content."""
    folder = Path(workspace)
    bench = Workbench(folder)
    jobs = bench.find_files(paths)
    if write_source is not None:
        _write_source(bench, jobs, source, write_source)
        return
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

        outcomes = bench.add(jobs, source=source, on_file=on_file)
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
