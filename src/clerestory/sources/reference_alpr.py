"""A third party's summaries of Californian portal search audits (March and April 2026): to check counts and reasons against."""

from clerestory.sdk import Column, Protection, Source, Table, by_header

_SEARCHES = Column(
    "searches",
    "integer",
    seen_as=("searches",),
    unit="searches",
    sums="searches of several portals and values; the compiler does not say that they are disjoint",
    meaning="Distinct searches, as the compiler counts them.",
)
_PORTALS = Column(
    "portals",
    "integer",
    seen_as=("portals",),
    unit="portals",
    sums="one portal stands under many values",
    meaning="Portals on which the value was seen.",
)

SOURCE = Source(
    id="reference_alpr",
    title="Summaries of portal search audits by a third party",
    publisher="sm-alpr",
    universe="portals of California, names from A to M",
    tables=(
        Table(
            "reference_alpr_offense_types",
            unit="offence type, or combination of several, as exported",
            title="Offence types in portal search audits",
            key=("offense_type",),
            columns=(
                Column(
                    "offense_type",
                    seen_as=("offenseType_as_exported",),
                    meaning="Text of the cell as exported; several types are parted by a comma and a blank.",
                ),
                _SEARCHES,
                _PORTALS,
            ),
        ),
        Table(
            "reference_alpr_reasons",
            unit="reason, normalised by the compiler, seen on three portals or more",
            title="Frequent reasons in portal search audits",
            key=("reason",),
            columns=(
                Column(
                    "reason",
                    protection=Protection.SCREENED,
                    seen_as=("reason_normalised",),
                    meaning="Reason in small letters, as normalised by the compiler.",
                ),
                _SEARCHES,
                _PORTALS,
            ),
        ),
        Table(
            "reference_alpr_snapshots",
            unit="snapshot of a portal's search audit",
            title="Inventory of portal search audits",
            key=("agency", "published_on"),
            columns=(
                Column("agency", seen_as=("slug",), meaning="Agency as its portal's address writes it."),
                Column("published_on", "date", seen_as=("archived_date",), meaning="Day on which the page was archived."),
                Column(
                    "rows_in_search_audit",
                    "integer",
                    seen_as=("rows_in_search_audit",),
                    unit="rows",
                    sums="the same search stands in several snapshots",
                    meaning="Rows of the search audit on the page.",
                ),
                Column("header_variant", seen_as=("header_variant",), meaning="Columns of the search audit, parted by bars."),
                Column(
                    "searches_30d_on_page",
                    "integer",
                    seen_as=("searches_30d_on_page",),
                    unit="searches",
                    sums="a rolling count: consecutive snapshots overlap",
                    meaning="Counter `Searches in the last 30 days` printed on the same page; empty where the page prints none.",
                ),
            ),
        ),
    ),
    find=lambda source, head: by_header(source, head, least=3),
)
