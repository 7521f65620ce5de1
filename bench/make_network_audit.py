"""Write a synthetic network-audit CSV of any size: `python bench/make_network_audit.py ROWS OUT [--seed N]`.

The layout is the 14-column one that vendors exported before December 2025. Everything in it is made up: place names
are glued from syllables, every plate starts with Q, every officer is called Fictus. What is kept true to life is what
costs time: how many distinct values a column has, how skewed they are, line breaks inside quoted cells, masks.

All cells are functions of (row, seed) through the engine's hash, so a seed gives the same bytes on one engine version.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import duckdb

STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
]
PREFIX = [
    "North",
    "South",
    "East",
    "West",
    "Lake",
    "Mount",
    "Port",
    "Fort",
    "New",
    "Old",
    "Upper",
    "Lower",
    "Grand",
    "Little",
    "Big",
    "Cedar",
    "Clear",
    "Deep",
    "Glen",
    "Stone",
]
STEM = [
    "alder",
    "amber",
    "ash",
    "aster",
    "birch",
    "bram",
    "brook",
    "calla",
    "carn",
    "cinder",
    "clover",
    "cole",
    "cran",
    "dorn",
    "elm",
    "ember",
    "fal",
    "fen",
    "fern",
    "flint",
    "garn",
    "gorse",
    "hal",
    "harr",
    "hazel",
    "heath",
    "holl",
    "iris",
    "juni",
    "kel",
    "larch",
    "laur",
    "lind",
    "loam",
    "maple",
    "marl",
    "mill",
    "moss",
    "nor",
    "oak",
    "orr",
    "pell",
    "quar",
    "reed",
    "rush",
    "sorrel",
    "thorn",
    "vale",
    "wren",
]
SUFFIX = ["ville", "ton", "burg", "dale", "field"]
ORG_TYPE = ("PD", "PD", "PD", "PD", "PD", "SO", "SO", "County SO", "DPS", "FD")
OFFENCE = (
    "Stolen Vehicle", "Burglary", "Robbery", "Theft", "Hit and Run", "Missing Person", "Assault", "Homicide", "Traffic",
    "Narcotics", "Fraud", "Warrant", "BOLO", "Welfare Check", "Investigation", "inv", "susp veh", "stolen", "GTA",
    "shoplifting", "Kidnapping", "Trespass", "Vandalism", "DUI", "Reckless Driving", "Agency Assist", "crim inv",
    "AOA", "Human Trafficking", "Arson", "Weapons Offense", "Domestic Violence", "Identity Theft", "Carjacking",
    "Retail Theft", "Drug Investigation", "Shooting", "Evading", "Locate", "Recovered Vehicle",
)  # fmt: skip
QUALIFIER = (
    "", " suspect vehicle", " - follow up", " / attempt to locate", " in progress", " from neighboring county",
    " - detectives", " (priority)", " vehicle of interest", " report", " last seen northbound", " - patrol request",
)  # fmt: skip
CODE = ("459", "10851", "211", "187", "20002", "484", "PC 487", "HS 11378", "10-99", "Sig 35", "Code 37", "CAD")
MAKE = ["Toyota", "Honda", "Ford", "Chevrolet", "Nissan", "Dodge", "Jeep", "Kia", "Hyundai", "BMW", "Subaru", "GMC"]
BODY = ["Sedan", "SUV", "Truck", "Van", "Hatchback", "Motorcycle", "Trailer", "Coupe"]
COLOUR = ("", "White ", "Black ", "Silver ", "Red ", "Blue ", "Gray ")
SEARCH_TYPE = ("lookup", "lookup", "lookup", "search", "search", "lookup - Mobile", "convoy", "multiGeo", "apiLookup")

ORGS = 5_000
OFFICERS = 60_000
PLATES = 3_200_000
CASES = 2_900_000
REASONS = 120_000
START = "2024-06-01"
SPAN_SECONDS = 400 * 86_400


def quoted(words: tuple[str, ...] | list[str]) -> str:
    return "[" + ", ".join("'" + word.replace("'", "''") + "'" for word in words) + "]"


def pick(words: tuple[str, ...] | list[str], index: str) -> str:
    return f"({quoted(words)})[1 + (({index}) % {len(words)})::INT]"


def unit(salt: str) -> str:
    """A number in [0, 1) from the row's key."""
    return f"((h(k, '{salt}') >> 12) / 4503599627370496.0)"


def rank(salt: str, size: int) -> str:
    """A rank in [0, size) with probability ~ 1 / (rank + 1): the closed-form inverse of the harmonic law."""
    return f"least({size - 1}, floor(exp({unit(salt)} * ln({size + 1})) - 1)::BIGINT)"


def plate(index: str) -> str:
    letters = "".join(f" || chr(65 + (({index}) // {1000 * 26**place} % 26)::INT)" for place in range(3))
    return f"'Q'{letters} || lpad((({index}) % 1000)::VARCHAR, 3, '0')"


def stamp(epoch: str) -> str:
    return f"strftime(make_timestamp(({epoch}) * 1000000), '%m/%d/%Y, %I:%M:%S %p UTC')"


def draws(time_ordered: bool) -> str:
    """One random number per decision, so that the columns below stay readable."""
    clock = f"(i / {{rows}} * {SPAN_SECONDS})::BIGINT" if time_ordered else f"(h(k, 'time') % {SPAN_SECONDS})::BIGINT"
    return f"""
        SELECT i, k, md5(k::VARCHAR || ':' || {{seed}}) AS id_hex,
               {rank("org", ORGS)} AS org, {rank("reason", REASONS)} AS reason,
               {rank("officer", 400)} AS officer, h(k, 'plate') % {PLATES} * 7919 % 17576000 AS plate,
               h(k, 'case') % {CASES} AS casus, h(k, 'filter') AS filter,
               h(k, 'mask') % 1000 AS mask, h(k, 'blank') % 1000 AS blank, h(k, 'extra') AS extra,
               least(7000, 1 + exp({unit("nets")} * 8.85)::BIGINT) AS nets,
               epoch(DATE '{START}')::BIGINT + {clock} AS moment,
               [1, 7, 14, 30][1 + (h(k, 'frame') % 4)::INT] * 86400 AS frame
        FROM (SELECT i, i - (hash(i, {{seed}}) % 100 = 0 AND i > 0)::BIGINT AS k FROM numbers)"""


def columns() -> dict[str, str]:
    place = f"{pick(PREFIX, 'org')} || ' ' || upper(stem[1]) || stem[2:] || {pick(SUFFIX, f'org // {len(PREFIX) * len(STEM)}')}"
    initial = "chr(65 + (person % 26)::INT)"
    return {
        "ID": "id_hex::UUID::VARCHAR",
        "Name": f"CASE WHEN mask < 60 THEN '***' ELSE {initial} || '. Fictus-' || lpad(person::VARCHAR, 5, '0') END",
        "Org Name": f"{place} || ' ' || {pick(STATES, 'org * 7')} || ' ' || {pick(ORG_TYPE, 'org * 3')}",
        "Total Networks Searched": "nets",
        "Total Devices Searched": "CASE WHEN extra % 1000 < 67 THEN '——' "
        "ELSE (nets * 17 + extra // 1000 % 40 + (i <> k AND extra % 3 = 0)::INT)::VARCHAR END",
        "Time Frame": f"{stamp('moment - frame')} || chr(10) || {stamp('moment')}",
        "License Plate": f"CASE WHEN mask BETWEEN 30 AND 90 THEN '***' WHEN blank < 200 THEN NULL ELSE {plate('plate')} END",
        "Reason": f"CASE WHEN mask BETWEEN 80 AND 110 THEN '***' WHEN reason < 40 THEN {pick(OFFENCE, 'reason')} "
        f"ELSE {pick(OFFENCE, 'reason')} || {pick(QUALIFIER, 'reason // 40')} || ' ' || {pick(CODE, 'reason // 480')} || "
        f"CASE WHEN reason < 5760 THEN '' ELSE ' #' || (reason // 5760)::VARCHAR END || "
        f"CASE WHEN extra % 1000 > 996 THEN ' ' || {plate('plate')} ELSE '' END END",
        "Case #": "CASE WHEN blank % 10 < 3 THEN NULL WHEN casus % 3 = 0 THEN '2025-' || lpad(casus::VARCHAR, 8, '0') "
        "WHEN casus % 3 = 1 THEN '25-' || lpad(casus::VARCHAR, 7, '0') ELSE '25CR' || lpad(casus::VARCHAR, 7, '0') END",
        "Filters": f"CASE WHEN filter % 100 < 55 THEN NULL ELSE {pick(COLOUR, 'filter // 100')} || "
        f"{pick(MAKE, 'filter // 1000')} || ' ' || {pick(BODY, 'filter // 100000')} || "
        f"CASE WHEN filter // 10000000 % 50 = 0 THEN {plate('plate')} ELSE '' END END",
        "Search Time": stamp("moment"),
        "Search Type": pick(SEARCH_TYPE, "extra // 7"),
        "Text Prompt": "CASE WHEN extra % 997 = 5 THEN 'vehicle with roof rack and bumper sticker' END",
        "Moderation": "CASE WHEN extra % 1009 = 7 THEN 'warn' WHEN extra % 2003 = 9 THEN 'block' ELSE 'allow' END",
    }  # fmt: skip


def write(rows: int, out: Path, seed: int, plain_labels: bool, time_ordered: bool) -> None:
    """Rows whose key k equals the row before are the repeated searches: 1 %, side by side, as vendors print them."""
    con = duckdb.connect(config={"preserve_insertion_order": "true", "memory_limit": "3GB"})
    con.execute(f"CREATE MACRO h(k, salt) AS hash(k, salt, {seed})")
    con.execute(f"CREATE TEMP TABLE numbers AS SELECT range AS i FROM range({rows})")
    space = "" if plain_labels else " "
    labelled = ", ".join(f'{cell} AS "{"" if label == "ID" else space}{label}"' for label, cell in columns().items())
    people = f"(org * 12 + officer % (1 + 4000 // (org + 1) + 11)) % {OFFICERS} AS person"
    base = draws(time_ordered).format(rows=rows, seed=seed)
    query = f"SELECT {labelled} FROM (SELECT *, {people}, {pick(STEM, f'org // {len(PREFIX)}')} AS stem FROM ({base}))"
    con.execute(f"COPY ({query}) TO '{str(out).replace(chr(39), chr(39) * 2)}' (FORMAT csv, HEADER, DELIMITER ',')")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain-labels", action="store_true", help="no leading space before the labels after ID")
    parser.add_argument("--time-ordered", action="store_true", help="rows ascend in time; by default they are shuffled")
    args = parser.parse_args()
    begun = time.perf_counter()
    write(args.rows, args.out, args.seed, args.plain_labels, args.time_ordered)
    seconds = time.perf_counter() - begun
    print(f"{args.rows:,} rows, {os.path.getsize(args.out) / 1e6:,.0f} MB in {seconds:.1f} s -> {args.out}")


if __name__ == "__main__":
    main()
