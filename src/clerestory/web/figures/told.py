"""How a figure is cited: what was counted, of which releases, and the address that gives the same again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request

if TYPE_CHECKING:
    from clerestory.search.exploring import Exploration
    from clerestory.web.page import Page


def citation(page: Page, request: Request[Any, Any, Any], found: Exploration) -> list[str]:
    """Lines of the citation; the last is the address, pinned to what is held now."""
    about, language = found.look.about, page.language
    counted = page.counted(found.look.count, found.look.mark)
    figure = [page.say("%(title)s: %(count)s records", title=found.table.title or found.table.name, count=counted)]
    if found.box:
        figure.append(page.say("of the question %(question)s", question=found.box))
    figure.append(page.say("(one record is one %(unit)s).", unit=about.unit))
    asked = [page.say_of("Asked of %(number)s release", "Asked of %(number)s releases", about.releases)]
    if about.published:
        asked.append(page.say("the newest published on %(day)s", day=language.day(about.published)))
    if about.universe and about.universe != "*":
        asked.append(page.say("covering %(universe)s", universe=about.universe))
    asked.append(page.say("Clerestory snapshot %(snapshot)s", snapshot=about.snapshot))
    lines = [" ".join(figure), ", ".join(asked) + "."]
    base = str(request.base_url).rstrip("/")
    pinned = found.address(as_of=found.query.as_of or str(about.snapshot), cursor="")
    kept, page.kept = page.kept, []
    try:
        return [*lines, base + page.link(f"/tables/{found.table.name}", pinned)]
    finally:
        page.kept = kept
