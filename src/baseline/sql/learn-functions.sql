INSERT INTO baseline_function (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, action, exchanges,
  busiest_minute, exceptions, busiest_exceptions
)
WITH by_minute AS (
  SELECT
    a.sensor, a.protocol, a.client, a.server, coalesce(a.unit, -1) AS unit, a.function_code,
    coalesce(a.sub_function, '') AS sub_function, a.action, a.minute,
    sum(a.exchanges) AS exchanges, sum(a.exceptions) AS exceptions
  FROM v_activity AS a
  LEFT JOIN function_risk AS r
    ON r.protocol = a.protocol
    AND r.function_code = a.function_code
    AND r.sub_function IN ('', coalesce(a.sub_function, ''))
    AND r.never_normal = 1
  WHERE a.minute >= :from
    AND a.minute < :to
    AND r.protocol IS NULL
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
)
SELECT
  :baseline, sensor, protocol, client, server, unit, function_code, sub_function, action,
  sum(exchanges), max(exchanges), sum(exceptions), max(exceptions)
FROM by_minute
GROUP BY sensor, protocol, client, server, unit, function_code, sub_function, action
