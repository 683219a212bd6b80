-- Times between polls and until responses: by hour and bin, and as they were learned. All in seconds.

CREATE VIEW v_interval AS
SELECT
  i.hour, r.sensor, r.protocol, r.client, r.server, r.unit, r.function_code, r.sub_function,
  r.function, r.action, nullif(i.address, -1) AS address,
  i.bin, b.low, b.low + b.width AS high, i.intervals,
  i.intervals * b.low + (i.places + i.intervals * 0.5) * b.width / 1024.0 AS seconds,
  i.places, i.squares
FROM v_series AS r
CROSS JOIN interval_bin AS i ON i.series = r.series
CROSS JOIN time_bin AS b ON b.bin = i.bin
CROSS JOIN source_hour AS h
  ON h.sensor = r.sensor
  AND h.protocol = r.protocol
  AND h.hour = i.hour
  AND h.source = r.source
  AND h.preferred = 1;

-- From every log that has them, counted or not: two logs of the same messages move no median.
CREATE VIEW v_response_time AS
SELECT
  i.hour, r.sensor, r.protocol, r.client, r.server, r.unit, r.function_code, r.sub_function,
  r.function, r.action,
  i.bin, b.low, b.low + b.width AS high, i.responses,
  i.responses * b.low + (i.places + i.responses * 0.5) * b.width / 1024.0 AS seconds
FROM v_series AS r
CROSS JOIN response_bin AS i ON i.series = r.series
CROSS JOIN time_bin AS b ON b.bin = i.bin;

-- The periods of the active baseline, with what there is to know about the poll as a whole. A poll has a
-- clear period where its phases, narrow beside themselves or the whole cycle, hold most of its intervals
-- and these are enough.
CREATE VIEW learned_poll AS
SELECT
  p.sensor, p.protocol, p.client, p.server, nullif(p.unit, -1) AS unit, p.function_code,
  p.sub_function, nullif(p.address, -1) AS address, p.phase, p.period, p.spread,
  -- The last is for the short steps within a cycle, whose length matters little.
  max(p.spread * 4.0, p.period * 0.1, t.mean * 0.01) AS tolerance,
  p.intervals, p.share, t.intervals AS all_intervals, t.median, t.deviation, t.longest, t.covered,
  CASE
    WHEN t.intervals >= 20
      AND sum(
        CASE WHEN p.spread <= p.period * 0.1 OR p.spread <= t.mean * 0.1 THEN p.share ELSE 0.0 END
      ) OVER (
        PARTITION BY p.sensor, p.protocol, p.client, p.server, p.unit, p.function_code,
          p.sub_function, p.address
      ) >= 0.8
    THEN 1
    ELSE 0
  END AS clear
FROM baseline AS b
CROSS JOIN baseline_poll AS p ON p.baseline = b.id
CROSS JOIN baseline_timing AS t
  ON t.baseline = p.baseline
  AND t.sensor = p.sensor
  AND t.protocol = p.protocol
  AND t.client = p.client
  AND t.server = p.server
  AND t.unit = p.unit
  AND t.function_code = p.function_code
  AND t.sub_function = p.sub_function
  AND t.address = p.address
WHERE b.active = 1;

-- How often a pair is asked, whatever for, as an earlier tool learned it.
CREATE VIEW learned_pair_interval AS
SELECT t.sensor, t.protocol, t.client, t.server, t.mean, max(t.deviation, t.mean * 0.01) AS spread
FROM baseline AS b
CROSS JOIN baseline_timing AS t ON t.baseline = b.id
WHERE b.active = 1 AND t.function_code = -1;

CREATE VIEW learned_response AS
SELECT
  r.sensor, r.protocol, r.client, r.server, nullif(r.unit, -1) AS unit, r.function_code,
  r.sub_function, r.responses, r.p01, r.median, r.p99
FROM baseline AS b
CROSS JOIN baseline_response AS r ON r.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_unanswered AS
SELECT
  u.sensor, u.protocol, u.client, u.server, nullif(u.unit, -1) AS unit, u.function_code, u.requests,
  u.unanswered, u.unanswered * 1.0 / nullif(u.requests, 0) AS share, u.busiest_unanswered
FROM baseline AS b
CROSS JOIN baseline_unanswered AS u ON u.baseline = b.id
WHERE b.active = 1;

-- What people ask of a baseline: how often is each poll sent, and is that enough to judge by?
CREATE VIEW v_baseline_timing AS
SELECT
  b.name AS baseline, b.revision, b.active, t.sensor, t.protocol, t.client, t.server,
  nullif(t.unit, -1) AS unit, t.function_code, t.sub_function, nullif(t.address, -1) AS address,
  t.intervals, t.mean, t.deviation AS standard_deviation, t.median, t.longest, t.covered,
  count(p.phase) AS phases,
  max(CASE WHEN p.phase = 1 THEN p.period END) AS period,
  max(CASE WHEN p.phase = 1 THEN p.spread END) AS spread,
  CASE
    -- Imported for the pair as a whole: pair-interval-change judges it.
    WHEN t.function_code = -1 THEN NULL
    WHEN t.intervals < 20 THEN 'too few intervals'
    WHEN coalesce(
      sum(CASE WHEN p.spread <= p.period * 0.1 OR p.spread <= t.mean * 0.1 THEN p.share END), 0.0
    ) < 0.8 THEN 'no clear period'
    WHEN t.covered < 0.5 THEN 'only now and then'
  END AS not_judged
FROM baseline AS b
CROSS JOIN baseline_timing AS t ON t.baseline = b.id
LEFT JOIN baseline_poll AS p
  ON p.baseline = t.baseline
  AND p.sensor = t.sensor
  AND p.protocol = t.protocol
  AND p.client = t.client
  AND p.server = t.server
  AND p.unit = t.unit
  AND p.function_code = t.function_code
  AND p.sub_function = t.sub_function
  AND p.address = t.address
GROUP BY b.id, t.sensor, t.protocol, t.client, t.server, t.unit, t.function_code, t.sub_function,
  t.address;

-- How much of the traffic has no pace to be judged by; no row where all has one.
CREATE VIEW learned_thin AS
SELECT count(t.not_judged) AS polls,
  count(t.not_judged) || ' of ' || count(*) || ' learned polls are not judged ('
    || sum(coalesce(t.not_judged = 'too few intervals', 0)) || ' too few intervals, '
    || sum(coalesce(t.not_judged = 'no clear period', 0)) || ' no clear period, '
    || sum(coalesce(t.not_judged = 'only now and then', 0)) || ' only now and then)' AS reason
FROM v_baseline_timing AS t
WHERE t.active = 1
HAVING count(t.not_judged) > 0;
