-- What was accepted for a time: it is taken out of the baseline again when that is over.
CREATE TABLE acceptance (
  baseline INTEGER PRIMARY KEY REFERENCES baseline ON DELETE CASCADE, -- the revision that has it
  base INTEGER NOT NULL, -- the revision it was added to
  expires REAL NOT NULL, -- epoch seconds of the machine's clock
  ended TEXT -- when a revision without it was made; ISO 8601, UTC
) WITHOUT ROWID;
