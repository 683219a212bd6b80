-- What the baseline has already stays as it was learned.
INSERT OR IGNORE INTO baseline_function (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, action, exchanges,
  busiest_minute, exceptions, busiest_exceptions
)
WITH by_minute AS (
  SELECT
    a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code, a.sub_function, a.action, a.minute,
    sum(a.exchanges) AS exchanges, sum(a.exceptions) AS exceptions
  FROM temp.accepted AS a
  LEFT JOIN function_risk AS r
    ON r.protocol = a.protocol
    AND r.function_code = a.function_code
    AND r.sub_function IN ('', a.sub_function)
    AND r.never_normal = 1
  WHERE r.protocol IS NULL
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
)
SELECT
  :baseline, sensor, protocol, client, server, unit, function_code, sub_function, action,
  sum(exchanges), max(exchanges), sum(exceptions), max(exceptions)
FROM by_minute
GROUP BY sensor, protocol, client, server, unit, function_code, sub_function, action
