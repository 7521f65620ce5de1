"""Every page, with what it looks like in use: the tests of all pages go through this list. A new page is one more line.

What stands in braces is of the demonstration (the fixture ``places``).
"""

PATHS = {
    "home": "/",
    "tables": "/tables",
    "about": "/about",
    "explore": "/tables/agreements_287g",
    "explore-narrow": "/tables/alpr_sightings?q=HSI&_facet=organisation&_by=organisation,form",
    "explore-persons": "/tables/ice_arrests?_by=area,apprehension_method",
    "explore-nothing": "/tables/agreements_287g?signed=1999-01-01",
    "explore-unreadable": "/tables/agreements_287g?q=sttae:GA",
    "find": "/find?q=agency",
    "find-nothing": "/find?q=xyzzy",
    "find-empty": "/find",
    "add": "/add",
    "map": "/map",
    "map-states": "/map?table=agreements_287g&by=state",
    "map-unknown": "/map?table=agreements_287g&_on=1999-01-01",
    "sources": "/sources",
    "source": "/sources/ice_287g",
    "source-persons": "/sources/ice_events",
    "release": "/sources/ice_287g/releases/{release}",
    "release-adds-up": "/sources/alpr_portal_audit/releases/{log}",
    "record": "/records/agreements_287g/{record}",
    "queries": "/queries",
    "work": "/works/{work}",
    "missing": "/nowhere",
}
