"""Verbs that look after a workspace: ``purge``, ``rescreen``, ``doctor``. Each says what it will do before it does it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from clerestory.cli.show import as_json, dump, grid, number
from clerestory.workbench import Workbench

dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.command()
@click.argument("release")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept, screened, in place of the release.")
@dry_run_option
@yes_option
@as_json
@click.pass_obj
def purge(workspace: str, release: str, why: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take a RELEASE out for good: its records, names and quarantine. Its hash, the day and the reason stay."""
    with Workbench(Path(workspace)) as bench:
        taken = bench.would_purge(release)
        if not as_json:
            _say_purge(taken)
        if dry_run:
            if as_json:
                dump({"ok": True, "done": False, **vars(taken)})
            return
        _agreed(yes, "Purge it?")
        bench.close()
        done = bench.purge(taken.release, why)
    if as_json:
        dump({"ok": True, "done": True, **vars(done)})
        return
    click.echo(f"Purged {done.release}. The same file is refused from now on, unless it is added with --again.")
    if not done.wiped:
        click.echo("Another process is reading: when it is done, run `clerestory doctor --fix` to empty the journal.")


def _say_purge(taken: Any) -> None:
    published = f", published {taken.published[:10]}" if taken.published else ""
    click.echo(f"The release {taken.release}: {taken.source}, {taken.name}{published}.")
    for table, records in sorted(taken.records.items()):
        click.echo(f"  {number(records)} records of {table} go, out of {taken.files} column files")
    click.echo("Questions as of an earlier day will not bring them back; answers will say so.")
    if taken.exports:
        click.echo("These files were exported from it. They are beyond the workspace; delete them yourself:")
        grid(
            [("file", "left"), ("exported", "left"), ("table", "left"), ("SHA-256", "left")],
            [(each["name"], each["at"][:10], each["table_name"], each["sha256"][:12]) for each in taken.exports],
        )


def _agreed(yes: bool, question: str) -> None:
    """Ask, unless told not to. Without a terminal there is nobody to ask: the answer is no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("nothing was done: nobody is there to ask. Say --yes to do it, --dry-run to look first.")
    click.confirm(question, abort=True, err=True)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also releases that were screened under today's rules.")
@dry_run_option
@yes_option
@as_json
@click.pass_obj
def rescreen(workspace: str, everything: bool, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Apply today's screening rules to what was stored under earlier ones. What was masked stays masked."""
    with Workbench(Path(workspace)) as bench:
        planned = bench.rescreen(everything=everything, dry_run=True)
        if not as_json:
            _say_rescreen(planned)
        idle = not planned.releases and not planned.names
        if dry_run or idle:
            if as_json:
                dump({"ok": True, "done": False, **vars(planned)})
            return
        _agreed(yes, "Rescreen them?")
        bench.close()
        done = bench.rescreen(everything=everything)
    if as_json:
        dump({"ok": True, "done": True, **vars(done)})
        return
    click.echo(f"Rescreened under the rules {done.version}. The old column files are deleted.")


def _say_rescreen(planned: Any) -> None:
    if not planned.releases and not planned.names:
        click.echo(f"Every release was screened under today's rules ({planned.version}). Nothing to do.")
        return
    click.echo(
        f"{planned.releases:,} releases are screened again under the rules {planned.version}: {planned.files:,} column files are "
        f"written anew; {sum(planned.cells.values()):,} cells and {planned.names:,} names change."
    )
    changed = [(key, number(count)) for key, count in sorted(planned.cells.items()) if count]
    if changed:
        grid([("column", "left"), ("cells", "right")], changed)


@click.command()
@click.option("--fix", is_flag=True, help="Do what can be done.")
@as_json
@click.pass_obj
def doctor(workspace: str, fix: bool, as_json: bool) -> None:
    """Look the workspace over: key, ledger, column files, leftovers. Exit code 1 when something is wrong."""
    with Workbench(Path(workspace)) as bench:
        found = bench.examine()
        left = bench.mend() if fix and any(finding.fix for finding in found) else found
    severe = [finding for finding in left if finding.severe]
    if as_json:
        dump({"ok": not severe, "findings": [vars(finding) for finding in found], "left": [vars(each) for each in severe]})
    else:
        for finding in found:
            click.echo(f"{'wrong' if finding.severe else 'note '}  {finding.what}")
            if fix and finding.fix:
                click.echo(f"       {'done' if finding not in left else 'could not be done'}: {finding.fix}")
            elif finding.fix:
                click.echo(f"       --fix would {finding.fix}")
            elif finding.do:
                click.echo(f"       {finding.do}")
        click.echo("The workspace is well." if not severe else f"{len(severe)} things are wrong.")
    if severe:
        raise SystemExit(1)


COMMANDS = (purge, rescreen, doctor)
