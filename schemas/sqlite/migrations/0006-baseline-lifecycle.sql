-- How a revision of a baseline came about, what people decided about findings, and what they keep quiet.

ALTER TABLE baseline ADD COLUMN origin TEXT NOT NULL DEFAULT 'learn'; -- learn, extend, accept, include, import
ALTER TABLE baseline ADD COLUMN who TEXT;
ALTER TABLE baseline ADD COLUMN reason TEXT;
ALTER TABLE baseline ADD COLUMN reverted INTEGER NOT NULL DEFAULT 0; -- 1: left by `baseline revert`

-- Findings that are hidden when they are read. NULL stands for any.
CREATE TABLE suppression (
  id INTEGER PRIMARY KEY,
  finding TEXT,
  detector TEXT,
  client TEXT,
  server TEXT,
  unit INTEGER,
  address INTEGER, -- every row of the finding has this one
  severity TEXT NOT NULL, -- hides nothing that is worse
  reason TEXT NOT NULL,
  who TEXT,
  created TEXT NOT NULL,
  expires REAL, -- epoch seconds; NULL for never
  ended TEXT -- when the behaviour changed, or somebody ended it
);

-- What was decided about findings, by whom and why; nothing is ever taken out.
CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  finding TEXT NOT NULL,
  detector TEXT NOT NULL,
  message TEXT NOT NULL, -- of the finding at that moment
  severity TEXT NOT NULL,
  behaviour TEXT NOT NULL, -- units and functions of the finding at that moment, as JSON
  state TEXT NOT NULL, -- what the finding became
  reason TEXT NOT NULL,
  who TEXT,
  created TEXT NOT NULL
);

CREATE INDEX decision_finding ON decision (finding, id);
