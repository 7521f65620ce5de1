"""Write the samples of the licence-plate-reader sources: `python tests/samples/make_alpr.py`.

Everything is made up: agencies, officers (all called Fictus), plates (all with QQ in them). Each file reproduces a layout or a damage that
released files were seen with. The same bytes come out every time.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import uuid
from datetime import datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
A = [
    "Name", "Org Name", "Total Networks Searched", "Total Devices Searched", "Time Frame", "License Plate", "Reason", "Case #", "Filters",
    "Search Time", "Search Type",
]  # fmt: skip
TAIL = ["Text Prompt", "Moderation"]
D = ["ID", *[label for label in A if label != "Total Devices Searched"], *TAIL]
PRODUCER = "Exampleville XX PD"


def _id(number: int) -> str:
    return str(uuid.UUID(int=0x11110000_2222_4333_8444_000000000000 + number))


def _row(number: int, **changes: str) -> dict[str, str]:
    day = 1 + number % 27
    row = {
        "ID": _id(number),
        "Name": f"B. Fictus-{number % 3:03}",
        "Org Name": ("Sampleton XX PD", "Testbury County YY SO", "North Example ZZ DPS [Inactive]")[number % 3],
        "Total Networks Searched": str(3 + 700 * (number % 2)),
        "Total Devices Searched": str(90 + number),
        "Time Frame": f"02/{day:02}/2025, 03:04:05 AM UTC\n03/{day:02}/2025, 03:04:05 AM UTC",
        "License Plate": ("QQ1234", "8QQQ12*", "***")[number % 3],
        "Reason": ("burglary", "Welfare Check", "26-01628, 211PC")[number % 3],
        "Case #": ("", f"25-00{number:03}", "n/a")[number % 3],
        "Filters": ("", "White Sedan", "Gray Pickup, state CA")[number % 3],
        "Search Time": f"03/{day:02}/2025, 03:04:05 AM UTC",
        "Search Type": ("lookup", "search", "lookup - Mobile")[number % 3],
        "Text Prompt": "",
        "Moderation": "",
    }
    return {**row, **changes}


def _cells(labels: list[str], rows: list[dict[str, str]]) -> list[list[str]]:
    return [[row[label.strip()] for label in labels] for row in rows]


def _csv(path: Path, rows: list[list[str]], *, encoding: str = "utf-8", newline: str = "\n", quote_all: bool = False) -> None:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator=newline, quoting=quoting).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def _book(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def _portal(folder: Path) -> None:
    own = ["id", "userId", "searchDate", "networkCount"]
    values = {"reason": "suspect vehicle", "caseNumber": "26-01628", "offenseType": "Larceny/Theft Offenses, Traffic Infraction"}
    variants = (
        (), ("reason",), ("offenseType",), ("caseNumber",), ("caseNumber", "offenseType"), ("reason", "caseNumber"),
        ("reason", "caseNumber", "offenseType"),
    )  # fmt: skip
    for number, more in enumerate(variants):
        rows = [[*own, *more]]
        for search in range(2):
            user = "***" if number else _id(900 + search)
            moment = f"2026-03-0{search + 1}T00:06:23.97{number}Z"
            rows.append([_id(100 + number * 10 + search), user, moment, str(1 + search), *(values[name] for name in more)])
        path = folder / f"example{'abcdefg'[number]}-xx-pd__2026-03-28__search_audit.csv"
        _csv(path, rows, quote_all=True)
        path.write_bytes(path.read_bytes().rstrip(b"\n"))
    _csv(folder / "exampleh-xx-so" / "2026-03-29" / "search_audit.csv", [own, [_id(190), "***", "2026-03-02T00:00:00.000Z", "4"]])
    _csv(
        folder / "search_audit.csv",
        [own, [_id(191), "***", "2026-03-02T00:00:00.000Z", "4"], ["", "", "", ""], [_id(192), "***", "tomorrow", "x"]],
    )
    gone = "<not_exported>"
    long = [
        ["slug", "archived_date", "row_no", "header_variant", *own, "reason", "caseNumber", "offenseType"],
        ["examplea-xx-pd", "2026-03-28", "1", "|".join(own), _id(100), "***", "2026-03-01T00:06:23.970Z", "1", gone, gone, gone],
        ["examplei-xx-pd", "2026-03-28", "1", "|".join([*own, "reason"]), _id(195), "***", "2026-03-03T00:06:23.970Z", "9", "", gone, gone],
        [
            "examplei-xx-pd",
            "2026-04-04",
            "1",
            "|".join([*own, "reason"]),
            _id(195),
            "***",
            "2026-03-03T00:06:23.970Z",
            "9",
            "REDACTED",
            gone,
            gone,
        ],
    ]
    _csv(folder / "xx_portals_a_to_i_2026-03_to_2026-04_long.csv", long)


def _network(folder: Path) -> None:
    base = folder / PRODUCER
    rows = [_row(number) for number in range(6)]
    _csv(base / "network_audit_2022_A.csv", [A, *_cells(A, rows)], encoding="utf-8-sig", newline="\r\n")
    _csv(base / "network_audit_2025_B.csv", [[*A, *TAIL], *_cells([*A, *TAIL], rows)])
    spaced = ["ID", *(f" {label}" for label in [*A, *TAIL])]
    marks = [
        ("***", "***"), ("REDACTED", " REDACTED"), ("[REDACTED]", "REDACTED "), ("redacted", "###"), ("* * *", "███"),
        ("7923.600 GC", "7923.600 GC"), ("A. Fi", "REDACTED / 459 SUS"),
    ]  # fmt: skip
    marked = [_row(20 + number, Name=name, Reason=reason) for number, (name, reason) in enumerate(marks)]
    marked.append(_row(30, **{"Total Devices Searched": "——", "Reason": "", "Case #": "-", "Total Networks Searched": "0"}))
    marked.append(_row(31, **{"Time Frame": "***", "License Plate": ""}))
    marked.append(_row(32, **{"Time Frame": "12/31/1969, 11:59:59 PM UTC\n03/05/2025, 03:04:05 AM UTC"}))
    marked.append(_row(30, **{"Total Devices Searched": "——", "Reason": "", "Case #": "-", "Total Networks Searched": "0"}))
    _csv(base / "network_audit_2025_C_marks.csv", [spaced, *_cells(spaced, marked)])
    listed = [
        _row(40, Reason="Immigration (criminal) - HSI - request", **{"Search Time": "01/05/2026, 03:04:05 AM UTC"}),
        _row(41, Reason="Welfare Check - Welfare Check", **{"Search Time": "12/31/2025, 11:59:59 PM UTC"}),
        _row(42, Reason="Attempt to Locate - stolen vehicle", **{"Search Time": "01/05/2026, 03:04:05 AM UTC"}),
        _row(
            43,
            Reason="Other - ",
            **{"Search Time": "01/06/2026, 03:04:05 PM UTC", "Search Type": "freeform", "Text Prompt": "red truck", "Moderation": "allow"},
        ),
    ]
    _csv(
        base / "network_audit_2026_D.csv",
        [["Network audit of Exampleville"], [], D, *_cells(D, listed[:2]), D, [""] * len(D), *_cells(D, listed[2:]), ["End of report"]],
    )
    e = [label for label in D if label not in ("Time Frame", *TAIL)]
    federal = {"Org Name": "[Federal] Example Inspection Service"}
    _csv(base / "Federal Searches.csv", [e, *_cells(e, [_row(50, **federal), _row(51)])])
    f = ["Name", "Org Name", "Total Networks Searched", "Reason", "Case #", "Search Time"]
    _csv(folder / "processed_extract_F.csv", [f, *_cells(f, [_row(55, Reason=""), _row(56, Reason="")])])
    _damaged(base, rows)
    _sheets(base, rows)


def _damaged(base: Path, rows: list[dict[str, str]]) -> None:
    _csv(base / "network_audit_headerless.csv", _cells(A, rows))
    phantom = [[*row[1:], ""] for row in _cells(D, rows)]
    _csv(base / "network_audit_phantom_label.csv", [D, *phantom])
    blanked = ["" if label in ("Reason", "Search Type") else label for label in D]
    _csv(base / "network_audit_blank_label.csv", [blanked, *_cells(D, rows)])
    aliases = {"License Plate": "License Plates", "Reason": "Reason_1", "Text Prompt": "Test Prompt", "Org Name": "ORG NAME"}
    _csv(
        base / "network_audit_aliases.csv",
        [[*(aliases.get(label, label) for label in D), "", ""], *([*row, "", ""] for row in _cells(D, rows[:3]))],
    )
    other = [
        "Search Time",
        "Org Name",
        "Name",
        "Total Networks Searched",
        "Time Frame",
        "Reason",
        "Case #",
        "License Plate",
        "Filters",
        "Search Type",
        *TAIL,
        "ID",
    ]
    _csv(base / "network_audit_stacked.csv", [[*A, *TAIL], *_cells([*A, *TAIL], rows[:3]), *_cells(D, rows[3:]), *_cells(other, rows[:1])])
    moved = _cells(D, [_row(60 + number) for number in range(5)])
    filters = D.index("Filters")
    moved[1].insert(filters, "")
    moved[2].insert(filters + 1, "stray")
    del moved[3][filters]
    verdict = _cells(D, [_row(66, **{"Search Time": "allow", "Search Type": "freeform", "Text Prompt": "red truck"})])[0]
    unfit = _cells(D, [_row(67)])[0]
    unfit[D.index("Search Time")], unfit[D.index("Org Name")] = "B. Fictus-001", "03/01/2025, 03:04:05 AM UTC"
    _csv(base / "network_audit_moved_cells.csv", [D, *moved, verdict, unfit])
    late = _cells(D, [_row(70 + number, Reason="retail theft") for number in range(3)])
    late[2][D.index("Reason")] = "retail – theft"
    _csv(base / "network_audit_cp1252.csv", [D, *late], encoding="cp1252")
    unpadded = {"Search Time": "3/5/2025, 3:04:05 PM UTC", "Time Frame": "2/5/2025, 3:04:05 PM UTC to 3/5/2025, 3:04:05 PM UTC"}
    _csv(
        base / "network_audit_unpadded.csv",
        [D, *_cells(D, [_row(80, **unpadded), _row(81, **{**unpadded, "Search Time": "11/15/2025, 10:04:05 AM UTC"})])],
    )


def _sheets(base: Path, rows: list[dict[str, str]]) -> None:
    pivot = [["Row Labels", "Count of Reason"], ["burglary", "2"], ["Grand Total", "2"]]
    _book(base / "network_audit_months.xlsx", {
        "JANUARY": [D, *_cells(D, rows[:2])], "APRIL ": [D, *_cells(D, rows[2:4])], "SearchReason": pivot, "Searcher": pivot,
    })  # fmt: skip
    h = ["Name", "Org Name", "Total Networks Searched", "Reason", "Case #", "Search Date", "Search Time", "Search Type"]
    split = [{**row, "Search Date": f"2025-03-0{number + 1}", "Search Time": f"0{number}:04:05"} for number, row in enumerate(rows[:4])]
    _book(base / "network_audit_H_split.xlsx", {"Sheet1": [h, *_cells(h, split[:2])], "Sheet2": [h, *_cells(h, split[2:])]})


def _organization(folder: Path) -> None:
    own = {"Org Name": PRODUCER}
    rows = [_row(200 + number, **own) for number in range(3)]
    _csv(folder / PRODUCER / "2025_B.csv", [[*A, *TAIL], *_cells([*A, *TAIL], rows)])
    _csv(folder / "Exampleville XX PD organization_audit_2026.csv", [D, *_cells(D, rows)])
    g = ["ID", "userID", "networkCount", "Search Time", "Reason"]
    names = {"userID": "***", "networkCount": "Total Networks Searched"}
    print_rows = [[row["ID"], names["userID"], row["Total Networks Searched"], row["Search Time"], row["Reason"]] for row in rows]
    _csv(folder / "Exampleville XX PD" / "own_search_audit_G.csv", [g, *print_rows])


def _events(folder: Path) -> None:
    labels = ["Timestamp", "User", "Event Type", "Entity Type", "Entity Details", "Event Id"]
    events = [
        [
            "2025-03-01T10:00:00Z",
            "b.fictus@example.org",
            "create",
            "networkShare",
            "Network: Sampleton XX PD\nShared By: Bo Fictus",
            _id(300),
        ],
        [
            "2025-03-02T10:00:00+00:00",
            "b.fictus@example.org",
            "delete",
            "user",
            "Email: c.fictus@example.org\nName: Cy Fictus\nOrganization: Exampleville XX PD",
            _id(301),
        ],
        [
            "2025-03-03 10:00:00",
            "System",
            "update",
            "Custom Hotlist Entry",
            "License Plate: QQ1234\nReason: call Bo Fictus 555-010-9999\nNotes: red truck",
            _id(302),
        ],
        ["2025-03-04T10:00:00Z", "***", "update", "networkShareSettings", "", _id(303)],
    ]
    _csv(folder / "Exampleville XX PD" / "event_log.csv", [labels, *events])
    _csv(folder / "event_log_without_id.csv", [labels[:-1], *(event[:-1] for event in events)])


def _others(portal: Path, reference: Path) -> None:
    edges = [["slug", "archived_date", "direction", "partner_name"], ["exampleville-xx-pd", "2026-04-15", "outbound", "Sampleton XX PD"]]
    edges += [["exampleville-xx-pd", "2026-04-15", "inbound", "Testbury County YY SO"]] * 2
    _csv(portal / "edges.csv", edges)
    snapshot = {
        "crawled_slug": "exampleville-xx-pd", "crawled_name": "Exampleville XX PD", "archived_date": "2026-04-15", "crawled_at": None,
        "whats_detected": "License Plates, Vehicles", "whats_not_detected": "Facial recognition, People", "acceptable_use_policy": "Data is used for law enforcement purposes only.",
        "prohibited_uses": "Immigration enforcement, personal use.", "access_policy": "All system access requires a valid reason. Ask Bo Fictus at 555-010-9999.",
        "hotlist_policy": "", "sharing_restrictions": "", "data_retention_days": 30, "camera_count": 12, "hotlists_alerted_on": "California SVS, NCMEC Amber Alert",
        "vehicles_detected_30d": 784358, "hotlist_hits_30d": 9653, "searches_30d": 2, "n_sharing_outbound": 1, "n_sharing_inbound": 2, "n_search_audit_rows": 0,
    }  # fmt: skip
    later = {
        **snapshot,
        "archived_date": "2026-04-22",
        "crawled_at": "2026-04-22T03:44:19.727843+00:00",
        "crawled_name": None,
        "searches_30d": None,
    }
    text = "".join(json.dumps(each) + "\n" for each in (snapshot, later))
    portal.mkdir(parents=True, exist_ok=True)
    (portal / "snapshots.jsonl.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    _csv(
        reference / "offense_type_values.csv",
        [["offenseType_as_exported", "searches", "portals"], ["Robbery", "12", "3"], ["Robbery, Trespass", "1", "1"]],
    )
    _csv(reference / "reasons.csv", [["reason_normalised", "searches", "portals"], ["inv", "1171", "22"]])
    _csv(reference / "inventory.csv", [
        ["slug", "archived_date", "rows_in_search_audit", "header_variant", "searches_30d_on_page"],
        ["exampleville-xx-pd", "2026-04-15", "2", "id|userId|searchDate|networkCount", "2"],
        ["exampleville-xx-pd", "2026-04-22", "3", "id|userId|searchDate|networkCount", ""],
    ])  # fmt: skip


if __name__ == "__main__":
    _portal(HERE / "alpr_portal_audit" / "in")
    _network(HERE / "alpr_network_audit" / "in")
    _organization(HERE / "alpr_org_audit" / "in")
    _events(HERE / "alpr_event_log" / "in")
    _others(HERE / "alpr_portal" / "in", HERE / "reference_alpr" / "in")
