-- The ledger's first format. Content of cells is never written here, except what the protect step let through.
CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY,            -- counts up; a reader that holds one sees nothing later
  at TEXT NOT NULL,                  -- UTC
  what TEXT NOT NULL                 -- add, purge, rescreen
) STRICT;

CREATE TABLE releases (
  id TEXT PRIMARY KEY,               -- start of the SHA-256 (with the member's path, inside archives)
  sha256 TEXT NOT NULL,              -- of the file as obtained
  member TEXT NOT NULL,              -- screened path inside archives
  name TEXT NOT NULL,                -- screened path below the folder that was added
  size INTEGER NOT NULL,             -- bytes of the file
  format TEXT NOT NULL,
  source TEXT NOT NULL,
  publisher TEXT NOT NULL,
  universe TEXT NOT NULL,
  licence TEXT NOT NULL,
  published TEXT,                    -- ISO date or time, when the publisher put it out
  covers_from TEXT,
  covers_to TEXT,
  obtained TEXT NOT NULL,            -- UTC, when this workspace got it
  url TEXT NOT NULL,
  screen TEXT NOT NULL,              -- version of the rules that screened it
  notes TEXT NOT NULL,               -- JSON list
  added INTEGER NOT NULL REFERENCES snapshots(id),
  withdrawn INTEGER REFERENCES snapshots(id),
  withdrawn_why TEXT
) STRICT;
CREATE INDEX releases_sha256 ON releases(sha256);
CREATE INDEX releases_source ON releases(source, published);

CREATE TABLE parts (
  release TEXT NOT NULL REFERENCES releases(id),
  part INTEGER NOT NULL,             -- number of the piece in the release
  grid INTEGER NOT NULL,             -- ordinal of the sheet or page in the file; stands in record ids
  first_row INTEGER NOT NULL,
  last_row INTEGER,                  -- null: to the end
  name TEXT NOT NULL,                -- screened sheet name, page, title
  table_name TEXT NOT NULL,          -- empty: the part is in no table
  header TEXT NOT NULL,              -- JSON list of header row numbers
  layout TEXT NOT NULL,              -- JSON list of [place, label, column or null]
  forms TEXT NOT NULL,               -- JSON object column -> form in which its values are written
  title TEXT NOT NULL,
  kind TEXT NOT NULL,                -- rows or lines
  rows_in INTEGER NOT NULL,
  records INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  furniture INTEGER NOT NULL,        -- blank rows, headers, titles above the table
  PRIMARY KEY (release, part)
) STRICT;
CREATE INDEX parts_table ON parts(table_name);

CREATE TABLE quarantine (
  release TEXT NOT NULL REFERENCES releases(id),
  part INTEGER NOT NULL,
  row INTEGER,                       -- null: a whole column
  place INTEGER,                     -- column from 1; null: a whole row
  reason TEXT NOT NULL,
  count INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX quarantine_release ON quarantine(release);

CREATE TABLE unplaced (
  sha256 TEXT PRIMARY KEY,           -- a file that no source took, or that could not be read
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TABLE fragments (
  path TEXT PRIMARY KEY,             -- below lake/
  table_name TEXT NOT NULL,
  rows INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  columns TEXT NOT NULL,             -- JSON list of column names in the file
  added INTEGER NOT NULL REFERENCES snapshots(id),
  removed_at TEXT                    -- UTC; readers that hold an older list of files may use it a while longer
) STRICT;
CREATE INDEX fragments_table ON fragments(table_name);

CREATE TABLE fragment_releases (
  path TEXT NOT NULL REFERENCES fragments(path),
  release TEXT NOT NULL REFERENCES releases(id),
  rows INTEGER NOT NULL,
  PRIMARY KEY (path, release)
) STRICT;
CREATE INDEX fragment_releases_release ON fragment_releases(release);

CREATE TABLE extra_columns (
  table_name TEXT NOT NULL,          -- columns that no source declares and that the scan let in
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  first_release TEXT NOT NULL,
  PRIMARY KEY (table_name, name)
) STRICT;

CREATE TABLE log (
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL               -- JSON
) STRICT;
