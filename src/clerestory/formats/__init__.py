import csv
import gzip
from pathlib import Path

import pyarrow as pa

from clerestory.formats.grid import Batch, Place


class G:
    notes = []

    def __init__(s, i, name, rows, links, fmt):
        s.place = Place(i, "", name)
        s.rows = rows
        s.links = links
        s.format = fmt

    def batches(s):
        w = max((len(r) for r in s.rows), default=0)
        for k in range(0, len(s.rows), 100000):
            rs = s.rows[k : k + 100000]
            yield Batch(
                pa.array(range(k + 1, k + 1 + len(rs)), pa.int64()),
                [pa.array([r[i] if i < len(r) else None for r in rs], pa.string()) for i in range(w)],
                s.links,
            )


def grids(path, name=None):
    if str(path).endswith(".xlsx"):
        import python_calamine as c

        wb = c.CalamineWorkbook.from_path(str(path))

        def st(x):
            import datetime as d

            if isinstance(x, float) and x == int(x):
                return str(int(x))
            return str(x)

        for i, n in enumerate(wb.sheet_names):
            yield G(
                i, n, [[st(x) for x in r] for r in wb.get_sheet_by_name(n).to_python(skip_empty_area=False)], {}, "xlsx"
            )
    else:
        o = gzip.open if str(path).endswith(".gz") else open
        with o(path, "rt", newline="") as f:
            head = f.readline()
            f.seek(0)
            yield G(
                0,
                "",
                list(
                    csv.reader(
                        f,
                        delimiter="|"
                        if "|" in head + f.readline() and f.seek(0) == 0
                        else ((f.seek(0) and ",") or ","),
                    )
                ),
                {},
                "csv",
            )
