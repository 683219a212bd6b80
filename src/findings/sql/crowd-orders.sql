-- The findings of a day in the order in which they would be told by themselves, sensor by sensor.
CREATE TEMP TABLE IF NOT EXISTS crowd_order (
  n INTEGER PRIMARY KEY,
  finding TEXT NOT NULL,
  sensor TEXT,
  crowd TEXT,
  own INTEGER NOT NULL
);

-- Of a flood it lies on disk.
PRAGMA temp.cache_size = -4096;
