-- What an hour of each pair looks like. By series and hour first: sorting minutes by names would cost more
-- than all else.
INSERT INTO baseline_traffic (
  baseline, sensor, protocol, client, server, exchanges, hours, busiest_hour, reads, writes, most_writes,
  exceptions, most_exceptions, largest_shift
)
WITH normal AS MATERIALIZED (
  SELECT
    r.series, r.source, r.sensor, r.protocol, r.client, r.server, r.function_code,
    coalesce(r.sub_function, '') AS sub_function, r.action
  FROM v_series AS r
  LEFT JOIN function_risk AS k
    ON k.protocol = r.protocol
    AND k.function_code = r.function_code
    AND k.sub_function IN ('', coalesce(r.sub_function, ''))
    AND k.never_normal = 1
  WHERE k.protocol IS NULL
),
by_series AS MATERIALIZED (
  SELECT
    a.series, a.minute - a.minute % 3600 AS hour, sum(a.exchanges) AS exchanges,
    sum(a.exceptions) AS exceptions
  FROM normal AS r
  CROSS JOIN activity AS a ON a.series = r.series
  WHERE a.minute >= :from
    AND a.minute < :to
  GROUP BY a.series, a.minute - a.minute % 3600
),
by_function AS MATERIALIZED (
  SELECT
    r.sensor, r.protocol, r.client, r.server, s.hour, r.function_code, r.sub_function, r.action,
    sum(s.exchanges) AS exchanges, sum(s.exceptions) AS exceptions
  FROM by_series AS s
  JOIN normal AS r ON r.series = s.series
  CROSS JOIN source_hour AS h
    ON h.sensor = r.sensor
    AND h.protocol = r.protocol
    AND h.hour = s.hour
    AND h.source = r.source
    AND h.preferred = 1
  GROUP BY r.sensor, r.protocol, r.client, r.server, s.hour, r.function_code, r.sub_function, r.action
),
by_hour AS (
  SELECT
    sensor, protocol, client, server, hour, sum(exchanges) AS exchanges,
    sum(CASE WHEN action = 'read' THEN exchanges ELSE 0 END) AS reads,
    sum(CASE WHEN action IN ('write', 'control') THEN exchanges ELSE 0 END) AS writes,
    sum(exceptions) AS exceptions
  FROM by_function
  GROUP BY sensor, protocol, client, server, hour
),
pair AS (
  SELECT
    sensor, protocol, client, server, sum(exchanges) AS exchanges, count(*) AS hours,
    max(exchanges) AS busiest_hour, sum(reads) AS reads, sum(writes) AS writes,
    max(writes) AS most_writes, sum(exceptions) AS exceptions, max(exceptions) AS most_exceptions,
    -- A stretch shorter than an hour is drawn out to one.
    max(1.0, 3600.0 / (:to - :from)) AS drawn_out
  FROM by_hour
  GROUP BY sensor, protocol, client, server
  HAVING sum(exchanges) > 0
),
share AS (
  SELECT
    f.sensor, f.protocol, f.client, f.server, f.function_code, f.sub_function,
    sum(f.exchanges) * 1.0 / p.exchanges AS share
  FROM by_function AS f
  JOIN pair AS p USING (sensor, protocol, client, server)
  GROUP BY f.sensor, f.protocol, f.client, f.server, f.function_code, f.sub_function
),
-- A function that an hour lacks differs by its whole share.
shift AS (
  SELECT
    f.sensor, f.protocol, f.client, f.server, f.hour,
    (sum(abs(f.exchanges * 1.0 / h.exchanges - s.share)) + 1 - sum(s.share)) / 2 AS shift
  FROM by_function AS f
  JOIN by_hour AS h USING (sensor, protocol, client, server, hour)
  JOIN share AS s USING (sensor, protocol, client, server, function_code, sub_function)
  WHERE h.exchanges >= 50
  GROUP BY f.sensor, f.protocol, f.client, f.server, f.hour
),
largest AS (
  SELECT sensor, protocol, client, server, max(shift) AS shift
  FROM shift
  GROUP BY sensor, protocol, client, server
)
SELECT
  :baseline, p.sensor, p.protocol, p.client, p.server, p.exchanges, p.hours,
  CAST(p.busiest_hour * p.drawn_out AS INTEGER), p.reads, p.writes,
  CAST(p.most_writes * p.drawn_out AS INTEGER), p.exceptions,
  CAST(p.most_exceptions * p.drawn_out AS INTEGER), max(0, coalesce(l.shift, 0))
FROM pair AS p
LEFT JOIN largest AS l USING (sensor, protocol, client, server)
