INSERT INTO ingest_file (
  sensor, log, fingerprint, generation, path, offset, tail, line, rows, stored, rejected, unfinished,
  backwards, ahead, state
)
VALUES (:sensor, :log, :fingerprint, :generation, :path, 0, x'', 0, 0, 0, 0, 0, 0, 0, '{}')
