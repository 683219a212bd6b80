UPDATE ingest_file SET
  path = :path,
  offset = :offset,
  tail = :tail,
  line = :line,
  rows = :rows,
  stored = :stored,
  rejected = :rejected,
  unfinished = :unfinished,
  damage = :damage,
  first_ts = :first_ts,
  last_ts = :last_ts,
  backwards = :backwards,
  ahead = :ahead,
  state = :state
WHERE id = :id
