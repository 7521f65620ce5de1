-- Tables that no source declares: proposed from the files that a user added without a source of their own.
CREATE TABLE proposed_tables (
  name TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  declaration TEXT NOT NULL          -- JSON: unit, grain, title, columns
) STRICT;
