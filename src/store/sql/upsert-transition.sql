INSERT INTO transition (hour, channel, source, previous, next, count, first_ts, last_ts)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (hour, channel, source, previous, next) DO UPDATE SET
  count = count + excluded.count,
  first_ts = min(first_ts, excluded.first_ts),
  last_ts = max(last_ts, excluded.last_ts)
