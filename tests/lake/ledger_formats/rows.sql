-- What a workspace of the first format may hold: two releases, one of them withdrawn, with everything that hangs on them.
INSERT INTO snapshots VALUES (1, '2026-01-05T10:00:00.000000Z', 'add'), (2, '2026-01-06T10:00:00.000000Z', 'add'), (3, '2026-01-07T10:00:00.000000Z', 'purge');
INSERT INTO releases VALUES
  ('1111111111111111', '1111111111111111111111111111111111111111111111111111111111111111', '', 'list.csv', 100, 'csv', 'ice_287g', 'ICE', 'national',
   '', '2025-09-17T00:00:00', NULL, NULL, '2026-01-05T10:00:00.000000Z', '', '2026.11', '["a note"]', 1, NULL, NULL),
  ('2222222222222222', '2222222222222222222222222222222222222222222222222222222222222222', '', 'old.csv', 90, 'csv', 'ice_287g', 'ICE', 'national',
   '', '2025-09-01T00:00:00', NULL, NULL, '2026-01-06T10:00:00.000000Z', '', '2026.11', '[]', 2, 3, 'sent in error');
INSERT INTO parts VALUES
  ('1111111111111111', 0, 0, 2, NULL, '', 'agreements_287g', '[1]', '[[0, "STATE", "state"]]', '{}', '', 'rows', 3, 2, 0, 1);
INSERT INTO quarantine VALUES ('1111111111111111', 0, NULL, 9, 'undeclared column with the shapes of identifiers (phone × 1)', 1);
INSERT INTO unplaced VALUES ('3333333333333333333333333333333333333333333333333333333333333333', 'odd.csv', 10, 'no source knows this layout', '2026-01-05T10:00:00.000000Z');
INSERT INTO fragments VALUES ('agreements_287g/1111111111111111-aaaaaaaa.parquet', 'agreements_287g', 2, 500, '4444', '["state"]', 1, NULL);
INSERT INTO fragment_releases VALUES ('agreements_287g/1111111111111111-aaaaaaaa.parquet', '1111111111111111', 2);
INSERT INTO extra_columns VALUES ('agreements_287g', 'x_extra', 'EXTRA', '1111111111111111');
INSERT INTO log VALUES ('2026-01-05T10:00:00.000000Z', 'compact', '{"files": 9}');
