-- An order that would have been told as wrong in the last third of the stretch is none to rely on.
INSERT INTO baseline_sequence (baseline, sensor, protocol, client, server, requests, hours, reliable)
WITH hours AS (
  SELECT sensor, protocol, client, server, sum(requests) AS requests, count(*) AS hours,
    max(unordered) AS unordered
  FROM v_sequence_hour
  WHERE hour > :from - 3600 AND hour < :to AND first_ts >= :from AND last_ts < :to
  GROUP BY sensor, protocol, client, server
),
fresh AS (
  SELECT sensor, protocol, client, server, previous, next, sum(count) AS late,
    min(first_ts) AS first_ts
  FROM v_transition
  WHERE hour > :from - 3600 AND hour < :to AND first_ts >= :from AND last_ts < :to
  GROUP BY sensor, protocol, client, server, previous, next
  HAVING min(first_ts) >= :from + (:to - :from) * 2.0 / 3
),
often AS (
  SELECT sensor, protocol, client, server, previous, sum(exchanges) AS exchanges
  FROM baseline_transition
  WHERE baseline = :baseline
  GROUP BY sensor, protocol, client, server, previous
),
surprises AS (
  SELECT f.sensor, f.protocol, f.client, f.server, sum(f.late) AS late
  FROM fresh AS f
  JOIN often AS p USING (sensor, protocol, client, server, previous)
  JOIN often AS n
    ON n.sensor = f.sensor AND n.protocol = f.protocol AND n.client = f.client
    AND n.server = f.server AND n.previous = f.next
  WHERE p.exchanges >= 100 AND n.exchanges >= 100
  GROUP BY f.sensor, f.protocol, f.client, f.server
)
SELECT :baseline, h.sensor, h.protocol, h.client, h.server, h.requests, h.hours,
  h.unordered = 0 AND coalesce(s.late, 0) < 3
FROM hours AS h
LEFT JOIN surprises AS s USING (sensor, protocol, client, server)
