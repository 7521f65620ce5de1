-- The same bytes as a file and inside an archive are one release: what was read, whatever it was packed in.
ALTER TABLE releases ADD COLUMN content TEXT NOT NULL DEFAULT '';  -- SHA-256 of the bytes read, unpacked; empty: not known
UPDATE releases SET content = sha256 WHERE member = '';
CREATE INDEX releases_content ON releases(content);
