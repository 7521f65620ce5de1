"""Resolution of names beside its peers: `python bench/resolve.py [WORKSPACE]`.

Pairs: precision and recall of links on the measuring half of tests/institutions/labelled_pairs.tsv. Each peer gets the same columns, and the threshold that
links most at a precision of 0.995 on the choosing half. Peers that are not installed are named. With a workspace: time, and its sharing partners.
"""

from __future__ import annotations

import math
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.institutions.labelled import Pair, Side, pairs

from clerestory.institutions.compare import Outcome, compare
from clerestory.institutions.gazetteer import states

ASKED_PRECISION = 0.995
LONG = {
    "pd": "police department",
    "so": "sheriff office",
    "sd": "sheriff office",
    "co": "county",
    "dept": "department",
    "twp": "township",
    "st": "saint",
    "dps": "police department",
    "sheriffs": "sheriff",
    "ctr": "center",
    "det": "detention",
    "univ": "university",
    "const": "constable",
    "mt": "mount",
    "ft": "fort",
}
BARE = {"City": "police department", "County": "county sheriff office"}
POSTAL = frozenset(state.postal for state in states().values())


def wilson(right: int, of: int) -> tuple[float, float]:
    if not of:
        return (0.0, 1.0)
    z, share = 1.96, right / of
    middle, half = share + z * z / 2 / of, z * math.sqrt(share * (1 - share) / of + z * z / 4 / of / of)
    return ((middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of))


def state(side: Side) -> str:
    """The list's own, else the last two capitals of the name that are a state's."""
    if side.state:
        return {"NB": "NE"}.get(side.state, side.state)
    found = [word for word in re.findall(r"\b[A-Z]{2}\b", side.name) if word in POSTAL]
    return found[-1] if found else ""


def folded(side: Side) -> str:
    words = re.sub(r"[^a-z0-9 ]", " ", side.name.lower().replace("'", "").replace("’", "")).split()
    kept = [LONG.get(word, word) for word in words if word.upper() != state(side)]
    text = " ".join(kept)
    return f"{text} {BARE[side.kind]}" if side.listed == "fbi" and side.kind in BARE and "police" not in text else text


def rapidfuzz_scores(lines: list[Pair]) -> dict[str, list[float]]:
    from rapidfuzz import fuzz

    def blocked(scorer: Callable[[str, str], float], pair: Pair) -> float:
        return scorer(folded(pair.first), folded(pair.second)) / 100 if state(pair.first) == state(pair.second) != "" else 0.0

    scorers = {
        "ratio": fuzz.ratio,
        "token_sort_ratio": fuzz.token_sort_ratio,
        "token_set_ratio": fuzz.token_set_ratio,
        "WRatio": fuzz.WRatio,
    }
    return {f"rapidfuzz {name}, folded, within a state": [blocked(scorer, pair) for pair in lines] for name, scorer in scorers.items()}


def nomenklatura_scores(lines: list[Pair]) -> dict[str, list[float]]:
    from followthemoney import model
    from nomenklatura.matching import get_algorithm

    def entity(side: Side, number: str):
        name = side.name if not side.state or re.search(rf"\b{side.state}\b", side.name) else f"{side.name} {side.state}"
        bare = BARE.get(side.kind, "") if side.listed == "fbi" else ""
        return model.get_proxy(
            {"id": number, "schema": "Organization", "properties": {"name": [f"{name} {bare}".strip()], "country": ["us"]}}
        )

    told = {}
    for name in ("logic-v2", "logic-v1", "name-based", "name-qualified", "regression-v1"):
        algorithm = get_algorithm(name)
        if algorithm is None:
            continue
        try:
            config = algorithm.default_config()
            told[f"nomenklatura {name}"] = [
                algorithm.compare(entity(pair.first, f"a{i}"), entity(pair.second, f"b{i}"), config).score for i, pair in enumerate(lines)
            ]
        except Exception as problem:
            print(f"nomenklatura {name} does not run here: {type(problem).__name__}")
    return told


def splink_scores(lines: list[Pair]) -> dict[str, list[float]]:
    import pandas as pd
    import splink
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def table(which: str):
        rows = [(i, getattr(pair, which)) for i, pair in enumerate(lines)]
        return pd.DataFrame(
            [
                {
                    "unique_id": f"{which}{i}",
                    "pair": str(i),
                    "name": folded(side),
                    "state": state(side) or None,
                    "kind": BARE.get(side.kind) or side.kind or None,
                    "county": side.county.lower() or None,
                }
                for i, side in rows
            ]
        )

    api = DuckDBAPI()
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[block_on("pair")],
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.98, 0.95, 0.9, 0.8]),
            cl.ExactMatch("state"),
            cl.ExactMatch("kind"),
            cl.ExactMatch("county"),
        ],
    )
    tables = [table("first"), table("second")]
    try:
        linker = Linker(tables, settings, api)
    except Exception:
        linker = Linker([api.register(each, table_name=f"side_{i}") for i, each in enumerate(tables)], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "state")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("state", "county"), block_on("name")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.0).as_pandas_dataframe()
    by_pair = {
        int(left.removeprefix("first").removeprefix("second")): score
        for left, score in zip(found["unique_id_l"], found["match_probability"], strict=True)
    }
    return {f"Splink {splink.__version__}, trained without labels": [by_pair.get(i, 0.0) for i in range(len(lines))]}


def counted(lines: list[Pair], linked: list[bool], chosen_by: bool) -> tuple[int, int, int, int, int]:
    """(right links, wrong links, links of unsure pairs, same pairs, wrong links across states)."""
    half = [(pair, link) for pair, link in zip(lines, linked, strict=True) if pair.chosen_by == chosen_by]
    links = [pair for pair, link in half if link]
    wrong = [pair for pair in links if pair.label == "different"]
    across = sum(state(pair.first) != state(pair.second) for pair in wrong)
    return (
        sum(pair.label == "same" for pair in links),
        len(wrong),
        sum(pair.label == "unsure" for pair in links),
        sum(pair.label == "same" for pair, _ in half),
        across,
    )


def threshold(lines: list[Pair], scores: list[float]) -> float:
    """The score from which most same pairs link while the choosing half keeps the precision; where none does, the best F1."""
    best, fallback = (-1, 2.0), (-1.0, 2.0)
    for each in sorted(set(scores)):
        right, wrong, _, same, _ = counted(lines, [score >= each for score in scores], chosen_by=True)
        if right and right / (right + wrong) >= ASKED_PRECISION:
            best = max(best, (right, each))
        if each > 0:
            fallback = max(fallback, (2 * right / max(right + wrong + same, 1), each))
    return best[1] if best[0] > 0.1 * sum(pair.label == "same" and pair.chosen_by for pair in lines) else fallback[1]


def told(name: str, lines: list[Pair], linked: list[bool], seconds: float) -> None:
    right, wrong, open_pairs, same, across = counted(lines, linked, chosen_by=False)
    low, high = wilson(right, right + wrong)
    low_recall, high_recall = wilson(right, same)
    precision = right / (right + wrong) if right + wrong else float("nan")
    print(
        f"| {name} | {precision:.3f} ({low:.3f}–{high:.3f}) | {right / same:.3f} ({low_recall:.3f}–{high_recall:.3f}) | {wrong} | {across} | {open_pairs} | {seconds:.2f} |"
    )


def on_pairs() -> None:
    lines = list(pairs())
    measured = [pair for pair in lines if not pair.chosen_by]
    print(
        f"{len(lines):,} pairs, {len(measured):,} to measure with: {sum(p.label == 'same' for p in measured)} same, "
        f"{sum(p.label == 'different' for p in measured)} different, {sum(p.label == 'unsure' for p in measured)} unsure"
    )
    print(
        "| | precision (Wilson 95 %) | recall (Wilson 95 %) | wrong links | of them across states | unsure pairs linked | core-s for all |"
    )
    print("|---|---|---|---|---|---|---|")
    start = time.process_time()
    linked = [compare(pair.first.read(), pair.second.read()).outcome is Outcome.SAME for pair in lines]
    told("Clerestory", lines, linked, time.process_time() - start)
    for peer in (rapidfuzz_scores, nomenklatura_scores, splink_scores):
        start = time.process_time()
        try:
            found = peer(lines)
        except ImportError as problem:
            print(f"not installed: {problem.name}")
            continue
        seconds = (time.process_time() - start) / len(found)
        for name, scores in found.items():
            cut = threshold(lines, scores)
            told(f"{name}, from {cut:.3f}", lines, [score >= cut for score in scores], seconds)


def on_workspace(folder: Path) -> None:
    from clerestory.institutions.lists import Mention, mention_of
    from clerestory.workbench import Workbench

    with Workbench(folder) as bench:
        desk = bench.institutions
        start, cores = time.perf_counter(), time.process_time()
        summary = desk.resolve_all()
        print(f"registry and all lists: {time.perf_counter() - start:.1f} s, {time.process_time() - cores:.1f} core-s; {summary.as_json()}")
        cores = time.process_time()
        registry = desk.registry()
        print(f"registry into memory: {time.process_time() - cores:.1f} core-s, {len(registry.by_id):,} institutions")
        links = desk.links()
        partners = [
            each[0]
            for each in bench.reader.groups(
                bench.plan(bench.query("alpr_sharing", "")).view, bench.plan(bench.query("alpr_sharing", "")).where, ["partner"]
            )
        ]
        outcomes = [links[Mention(name).key()].outcome for name in partners if name and Mention(name).key() in links]
        shares = {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}
        print(f"{len(partners):,} sharing partners against a registry without the list that spells them the same: {shares}")
        places = sorted(
            {
                (mention_of(key).name.strip(" :,"), mention_of(key).state)
                for key in links
                if mention_of(key).state and mention_of(key).number
            }
        )
        forms = ("{p} {s} PD", "{s} - {p} PD", "{p} PD {s}", "{p} County {s} SO", "{p} Police Dept. ({s})", "{p}, {s} PD [Inactive]")
        names = list(dict.fromkeys(form.format(p=place, s=code) for form in forms for place, code in places))[:100_000]
        start, cores = time.perf_counter(), time.process_time()
        answers = [registry.resolve(Mention(name).read()) for name in names]
        spent = time.process_time() - cores
        print(
            f"{len(names):,} names: {time.perf_counter() - start:.1f} s, {spent:.1f} core-s (limit 60 s); "
            f"{statistics.mean(answer.outcome is Outcome.SAME for answer in answers):.1%} linked"
        )
        start, cores = time.perf_counter(), time.process_time()
        for name in names[::200][:500]:
            registry.resolve(Mention(name + " ").read())
        print(f"500 names more: {time.perf_counter() - start:.2f} s, {time.process_time() - cores:.2f} core-s (limit 1 s)")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    on_pairs()
    if len(sys.argv) > 1:
        on_workspace(Path(sys.argv[1]))
