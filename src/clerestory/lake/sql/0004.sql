-- Questions that were given a name.
CREATE TABLE saved_queries (
  name TEXT PRIMARY KEY,
  at TEXT NOT NULL,                  -- UTC, when it was saved last
  words TEXT NOT NULL,               -- screened: what it is for
  query TEXT NOT NULL                -- JSON, as search/json.py writes it
) STRICT;
