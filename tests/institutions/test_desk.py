from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from clerestory.cli.main import cli
from clerestory.errors import Refused, UnknownName, UsageError
from clerestory.institutions.desk import Institutions
from clerestory.institutions.lists import LISTINGS, mention_of
from clerestory.workbench import Workbench
from tests.institutions.lists import AGENCIES, PARTNERS, workspace


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    with workspace(tmp_path) as opened:
        opened.institutions.resolve_all()
        yield opened


def _means(desk: Institutions) -> dict[str, tuple[str, str]]:
    """Name of a partner → (outcome, identifier of what it means)."""
    links = {mention_of(key).name: link for key, link in desk.links().items() if not mention_of(key).number}
    return {name: (link.outcome, _number(desk, link.institution)) for name, link in links.items()}


def _number(desk: Institutions, institution: str) -> str:
    facts = desk.one(institution).facts if institution else ()
    return next((fact.value for fact in facts if fact.what == "id:ori"), "")


def test_partners_mean_the_agencies_of_the_list(bench: Workbench) -> None:
    means = _means(bench.institutions)
    assert means["Conway AR PD"] == means["AR - Conway PD [Inactive]"] == ("same", "AR0230100")
    assert means["Jackson County MO SO"] == ("same", "MO0480000")
    assert means["lake-county-ca-so"] == ("same", "CA0170000")
    assert means["Menifee CA PD"] == ("unsure", "")  # two agencies of that name, each with its number
    assert means["City of Jackson MO"] == ("unsure", "")  # the city, or its police
    assert means["DO NOT USE"] == means["Highlands HOA (CA)"] == ("different", "")


def test_the_summary_counts_what_the_links_say(bench: Workbench) -> None:
    told, links = bench.institutions.summary(), bench.institutions.links()
    assert told.mentions == len(links) == len(AGENCIES) + len(PARTNERS) + 1
    assert told.names == {outcome: sum(link.outcome == outcome for link in links.values()) for outcome in told.names}


def test_every_fact_has_an_origin_and_days(bench: Workbench) -> None:
    card = next(card for card in bench.institutions.all("police", "AR"))
    assert {fact.what for fact in card.facts} >= {"name", "kind", "state", "county", "id:ori"}
    assert all(fact.origin and fact.release for fact in card.facts)
    partner = next(fact for fact in card.facts if fact.value == "Conway AR PD")
    assert partner.origin == "alpr_sharing"


def test_what_ships_is_there_with_its_source(bench: Workbench) -> None:
    system = bench.institutions.all(words="SEVIS")[0]
    assert system.kind == "system"
    assert any(fact.what == "fact:read" and "PIA-001" in fact.release for fact in system.facts)
    reported = bench.institutions.all(words="Investigative Case Management")[0]
    assert {fact.what for fact in reported.facts} >= {"fact:read", "fact:reported"}


def test_resolving_again_leaves_every_id_as_it_was(bench: Workbench, tmp_path: Path) -> None:
    before = {card.id: card.facts for card in bench.institutions.all(limit=10_000)}
    bench.institutions.resolve_all()
    assert {card.id: card.facts for card in bench.institutions.all(limit=10_000)} == before
    (tmp_path / "other").mkdir()
    with workspace(tmp_path / "other", tuple(reversed(AGENCIES)), tuple(reversed(PARTNERS))) as other:
        other.institutions.resolve_all()
        assert {card.id for card in other.institutions.all(limit=10_000)} == set(before)


def test_the_queue_has_what_settles_most_first_and_decisions_leave_it(bench: Workbench) -> None:
    desk = bench.institutions
    waiting = desk.queue()
    assert [each.mention.name for each in waiting] == ["City of Jackson MO", "Menifee CA PD"]
    assert [each.records for each in waiting] == sorted((each.records for each in waiting), reverse=True)
    menifee = next(each for each in waiting if each.mention.name == "Menifee CA PD")
    row = desk.decide(menifee.id, "same", "desk 1", "the number of 2021 is not in use any more")
    assert _means(desk)["Menifee CA PD"][0] == "same"
    assert [each.mention.name for each in desk.queue()] == ["City of Jackson MO"]
    desk.undo(row.id, "desk 1")
    assert desk.queue() == waiting


def test_undoing_restores_the_former_state_exactly(bench: Workbench) -> None:
    desk, dice = bench.institutions, random.Random(11)
    names = [each for each in desk.links() if not mention_of(each).number]
    handles = {each.id: each for each in desk.queue()}
    cards = [card.id for card in desk.all(limit=10_000)]
    states = [desk.links()]
    made: list[int] = []
    assert names
    for _ in range(12):
        if made and dice.random() < 0.5:
            desk.undo(made.pop(), "tester")
            states.pop()
            assert desk.links() == states[-1]
        else:
            verdict = dice.choice(["same", "different", "unsure"])
            made.append(desk.decide(dice.choice(sorted(handles)), verdict, "tester", institution=dice.choice(cards)).id)
            states.append(desk.links())
    while made:
        desk.undo(made.pop(), "tester")
        states.pop()
        assert desk.links() == states[-1]


def test_decisions_survive_resolving_again_and_travel_as_a_file(bench: Workbench, tmp_path: Path) -> None:
    desk = bench.institutions
    first, second = desk.queue()
    desk.decide(first.id, "same", "desk 1")
    back = desk.decide(second.id, "different", "desk 1")
    desk.undo(back.id, "desk 1")
    desk.decide(second.id, "unsure", "desk 1")
    held = desk.links()
    desk.resolve_all()
    assert desk.links() == held
    file = tmp_path / "decisions.json"
    assert desk.write(file) == 2
    (tmp_path / "other").mkdir()
    with workspace(tmp_path / "other") as other:
        other.institutions.resolve_all()
        assert other.institutions.read(file) == 2
        assert other.institutions.read(file) == 0
        there = {key: (link.outcome, link.institution) for key, link in other.institutions.links().items()}
    assert there == {key: (link.outcome, link.institution) for key, link in held.items()}
    with pytest.raises(UsageError, match="there already"):
        desk.write(file)


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"clerestory_institution_decisions": 1, "decisions": [{"verdict": "same"}]}'])
def test_a_file_that_is_none_changes_nothing(bench: Workbench, tmp_path: Path, broken: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(UsageError):
        bench.institutions.read(file)
    assert not bench.institutions.decisions()


def test_slips_are_told(bench: Workbench) -> None:
    desk = bench.institutions
    one = desk.queue()[0].id
    for call in (lambda: desk.decide("nothing", "same", "x"), lambda: desk.one("nothing"), lambda: desk.undo(7, "x")):
        with pytest.raises(UnknownName):
            call()
    for wrong in (("maybe", "x"), ("same", ""), ("same", "x" * 33)):
        with pytest.raises(UsageError):
            desk.decide(one, *wrong)
    with pytest.raises(UsageError, match="no state"):
        desk.all(state="Nowhere")


def test_a_person_is_no_institution(bench: Workbench, tmp_path: Path) -> None:
    desk = bench.institutions
    with pytest.raises(Refused):
        desk.all(words="8ABC123")
    with pytest.raises(Refused):
        desk.answer(["555-12-3456"])
    (tmp_path / "traders").mkdir()
    with workspace(tmp_path / "traders", AGENCIES, ["Smith Roofing", "John Q Sample", "Aaaa Aaaaaa"]) as other:
        other.institutions.resolve_all()
        names = {name for card in other.institutions.all(limit=10_000) for name in card.names}
    assert not names & {"Smith Roofing", "John Q Sample", "Aaaa Aaaaaa"}


def test_names_of_the_moment_are_answered_and_not_kept(bench: Workbench) -> None:
    before = bench.institutions.links()
    told = bench.institutions.answer(["Conway Police Dept. (AR)", "Jackson County SO", "Nowhere XX PD"])
    assert [str(answer.outcome) for _, answer, _ in told] == ["same", "unsure", "different"]
    assert bench.institutions.links() == before
    assert json.loads(json.dumps(bench.institutions.summary().as_json()))["mentions"] == len(before)


def test_without_any_release_what_ships_answers(tmp_path: Path) -> None:
    with Workbench.create(tmp_path / "empty") as bench:
        ((_, answer, name),) = bench.institutions.answer(["[Federal] US Postal Inspection Service"])
        assert (str(answer.outcome), name) == ("same", "Postal Inspection Service")
        assert bench.institutions.summary().mentions == 0


def test_brackets_in_a_name_are_shown_at_the_command_line(bench: Workbench) -> None:
    done = CliRunner().invoke(cli, ["-w", str(bench.layout.root), "resolve", "Conway AR PD [inactive]"])
    assert done.exit_code == 0
    assert "[inactive]" in done.stdout.replace("\n", "")
    assert "linked" in done.stdout


def test_the_queue_is_judged_by_keyboard_and_back_takes_a_judgement_back(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = iter("y?byn")
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    done = CliRunner().invoke(cli, ["-w", str(bench.layout.root), "review", "--who", "desk 1"])
    assert done.exit_code == 0, done.output
    told = [(row.verdict, row.undoes is not None) for row in bench.institutions.decisions()]
    assert told == [("same", False), ("same", True), ("same", False), ("different", False)]
    assert bench.institutions.queue() == []


def test_names_come_from_tables_of_institutions_alone(tmp_path: Path) -> None:
    """They are told with how many records say them, which for records of persons only the gate may tell."""
    with Workbench.create(tmp_path / "w") as bench:
        assert {bench.table(each.table).grain.value for each in LISTINGS} == {"institution"}
