INSERT INTO baseline_function (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, action, exchanges,
  busiest_minute, exceptions, busiest_exceptions
)
-- The poison guard goes by series, of which there are few, before any minute is read. Series that differ in
-- nothing but log or outcome are one behaviour, named by the first of them.
WITH normal AS MATERIALIZED (
  SELECT
    r.series, r.source, r.sensor, r.protocol, r.client, r.server, coalesce(r.unit, -1) AS unit,
    r.function_code, coalesce(r.sub_function, '') AS sub_function, r.action,
    min(r.series) OVER (
      PARTITION BY r.sensor, r.protocol, r.client, r.server, r.unit, r.function_code, r.sub_function
    ) AS behaviour
  FROM v_series AS r
  LEFT JOIN function_risk AS k
    ON k.protocol = r.protocol
    AND k.function_code = r.function_code
    AND k.sub_function IN ('', coalesce(r.sub_function, ''))
    AND k.never_normal = 1
  WHERE k.protocol IS NULL
),
by_minute AS (
  SELECT r.behaviour, a.minute, sum(a.exchanges) AS exchanges, sum(a.exceptions) AS exceptions
  FROM normal AS r
  CROSS JOIN activity AS a ON a.series = r.series
  CROSS JOIN source_hour AS h
    ON h.sensor = r.sensor
    AND h.protocol = r.protocol
    AND h.hour = a.minute - a.minute % 3600
    AND h.source = r.source
    AND h.preferred = 1
  WHERE a.minute >= :from
    AND a.minute < :to
  GROUP BY r.behaviour, a.minute
),
counted AS (
  SELECT
    behaviour, sum(exchanges) AS exchanges, max(exchanges) AS busiest_minute,
    sum(exceptions) AS exceptions, max(exceptions) AS busiest_exceptions
  FROM by_minute
  GROUP BY behaviour
)
SELECT
  :baseline, r.sensor, r.protocol, r.client, r.server, r.unit, r.function_code, r.sub_function, r.action,
  sum(c.exchanges), max(c.busiest_minute), sum(c.exceptions), max(c.busiest_exceptions)
FROM counted AS c
JOIN normal AS r ON r.series = c.behaviour
GROUP BY r.sensor, r.protocol, r.client, r.server, r.unit, r.function_code, r.sub_function, r.action
