-- Institutions: what names are resolved to. Rows are added or stamped, never rewritten; an id once given stays.
CREATE TABLE institutions (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,          -- what it was first known by: an identifier, or its name read
  added TEXT NOT NULL                -- UTC
) STRICT;

CREATE TABLE institution_facts (
  institution TEXT NOT NULL REFERENCES institutions(id),
  what TEXT NOT NULL,                -- name, kind, state, county, city, id:<scheme>, relation:<kind>, …
  value TEXT NOT NULL,
  origin TEXT NOT NULL,              -- table of the workspace, or the shipped list that says so
  release TEXT NOT NULL,             -- the last release that says so; the source, for a shipped list
  since TEXT NOT NULL,               -- first and last day on which a release says so; empty: not dated
  until TEXT NOT NULL,
  PRIMARY KEY (institution, what, value, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX institution_facts_value ON institution_facts(what, value);

CREATE TABLE institution_names (
  mention TEXT PRIMARY KEY,          -- JSON: the name and what its list says beside it
  records INTEGER NOT NULL,
  tables TEXT NOT NULL,              -- JSON list
  outcome TEXT NOT NULL,             -- same, unsure, different: what the rules say
  institution TEXT NOT NULL,         -- the likeliest one; empty: none
  points REAL NOT NULL,
  why TEXT NOT NULL,
  rules TEXT NOT NULL                -- version of the rules
) STRICT;
CREATE INDEX institution_names_institution ON institution_names(institution);

CREATE TABLE institution_decisions (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,                  -- UTC
  who TEXT NOT NULL,                 -- as the user named themselves: a role or initials; screened
  mention TEXT NOT NULL,
  institution TEXT NOT NULL,
  verdict TEXT NOT NULL,             -- same, different, unsure
  why TEXT NOT NULL,                 -- screened
  undoes INTEGER REFERENCES institution_decisions(id)  -- set: this row takes that one back
) STRICT;
CREATE INDEX institution_decisions_mention ON institution_decisions(mention);
