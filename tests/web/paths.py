"""Every page, with what it looks like in use: the tests of all pages go through this list. A new page is one more line."""

PATHS = {
    "home": "/",
    "tables": "/tables",
    "about": "/about",
    "find": "/find?q=agency",
    "find-nothing": "/find?q=xyzzy",
    "find-empty": "/find",
    "missing": "/nowhere",
}
