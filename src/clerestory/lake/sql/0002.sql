-- What was taken out of the workspace as files, and which releases stand in it: a purge can tell which files still hold them.
CREATE TABLE exports (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,                  -- UTC
  name TEXT NOT NULL,                -- screened name of the file, without its folder
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  snapshot INTEGER NOT NULL
) STRICT;

CREATE TABLE export_releases (
  export INTEGER NOT NULL REFERENCES exports(id),
  release TEXT NOT NULL REFERENCES releases(id),
  PRIMARY KEY (export, release)
) STRICT;
CREATE INDEX export_releases_release ON export_releases(release);
