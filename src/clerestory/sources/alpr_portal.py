"""Transparency portals of licence-plate readers: counters and policies of each snapshot, and the organisations listed as sharing."""

from __future__ import annotations

from collections.abc import Sequence

from clerestory.sdk import Column, Facts, Head, Name, Protection, Source, Table, by_header

_ROLLING = "a rolling count of 30 days: consecutive snapshots overlap"
_CAMERAS = "the same cameras stand in every snapshot of the portal"


def _policy(name: str, meaning: str) -> Column:
    return Column(name, protection=Protection.SCREENED, seen_as=(name,), meaning=meaning)


def _count(name: str, unit: str, why_no_sum: str, meaning: str) -> Column:
    return Column(name, "integer", seen_as=(name,), unit=unit, sums=why_no_sum, meaning=meaning)


_DAY = Column("archived_on", "date", seen_as=("archived_date",), meaning="Day on which the portal's page was archived.")

PORTALS = Table(
    "alpr_portals",
    unit="snapshot: one agency's transparency portal on one day",
    title="Counters and policies of licence-plate-reader portals",
    key=("agency", "archived_on"),
    order=("agency", "archived_on"),
    columns=(
        Column("agency", seen_as=("crawled_slug",), meaning="Agency as its portal's address writes it."),
        Column("agency_name", seen_as=("crawled_name",), meaning="Agency as the page names it."),
        _DAY,
        Column("crawled_at", "timestamp", seen_as=("crawled_at",), meaning="When the page was read, UTC, where it is known."),
        Column("whats_detected", seen_as=("whats_detected",), meaning="What the page says that cameras detect."),
        Column("whats_not_detected", seen_as=("whats_not_detected",), meaning="What the page says that cameras do not detect."),
        _policy("acceptable_use_policy", "Acceptable-use policy as printed, screened: names that are not everyday words are masked."),
        _policy("prohibited_uses", "Uses that the page says are prohibited, screened."),
        _policy("access_policy", "Who may search, as printed, screened."),
        _policy("hotlist_policy", "Rules for hotlist hits, as printed, screened."),
        _policy("sharing_restrictions", "Restrictions of sharing, as printed, screened."),
        _count("data_retention_days", "days", "a period", "Days for which detections are kept."),
        _count("camera_count", "cameras", _CAMERAS, "Cameras that the agency says it has."),
        Column("hotlists_alerted_on", seen_as=("hotlists_alerted_on",), meaning="Hotlists that cameras alert on, as printed."),
        _count("vehicles_detected_30d", "vehicles", _ROLLING, "Vehicles detected in the last 30 days, as printed."),
        _count("hotlist_hits_30d", "hits", _ROLLING, "Hotlist hits in the last 30 days, as printed."),
        _count(
            "searches_30d", "searches", _ROLLING, "Searches in the last 30 days, as printed; equals the rows of the page's search audit."
        ),
        _count("n_sharing_outbound", "organisations", _CAMERAS, "Organisations that the page lists as receiving, counted by the compiler."),
        _count("n_sharing_inbound", "organisations", _CAMERAS, "Organisations that the page lists as giving, counted by the compiler."),
        _count(
            "n_search_audit_rows",
            "rows",
            _ROLLING,
            "Rows of the page's search audit, counted by the compiler; 0: no audit, or an empty one.",
        ),
    ),
)

SHARING = Table(
    "alpr_sharing",
    unit="statement: one portal lists one organisation, on one day and in one direction",
    title="Who says to share licence-plate-reader data with whom",
    key=("agency", "archived_on", "direction", "partner"),
    duplicates="kept: a page that lists an organisation twice states it twice",
    order=("agency", "archived_on"),
    columns=(
        Column("agency", seen_as=("slug",), meaning="Agency whose portal lists the other, as the portal's address writes it."),
        _DAY,
        Column(
            "direction",
            seen_as=("direction",),
            meaning="outbound: the portal lists the partner as one that its data are shared with; inbound: as one that shares with it."
            " One side's statement; the other side may not list it, and sharing with a partner does not reach the partner's partners.",
        ),
        Column("partner", seen_as=("partner_name",), meaning="Organisation listed, as written."),
    ),
)


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    return Facts(notes=("compiled by a third party from many agencies' snapshots: agency and day stand in each row",))


SOURCE = Source(
    id="alpr_portal",
    title="Licence-plate-reader transparency portals: counters, policies, sharing",
    publisher="agencies' transparency portals",
    universe="portals of California",
    tables=(PORTALS, SHARING),
    find=lambda source, head: by_header(source, head, least=4),
    release=_release,
    notes=("What a portal prints is the agency's own statement; figures of different days cover overlapping periods.",),
)
