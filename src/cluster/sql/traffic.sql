-- Everything a series did, in its first minute, and nothing in its last one, which only says until when.
WITH counted AS (
  SELECT
    a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server,
    a.server_port AS server_port, a.source AS source, nullIf(a.unit, -1) AS unit, a.function AS function,
    nullIf(a.sub_function, '') AS sub_function, nullIf(a.outcome, -1) AS outcome,
    min(a.minute) AS first, max(a.minute) AS last, argMin(a.first_us, a.minute) AS first_us,
    argMax(a.last_us, a.minute) AS last_us, sum(a.exchanges) AS exchanges,
    sum(a.requests) AS requests, sum(a.responses) AS responses, sum(a.exceptions) AS exceptions
  FROM activity AS a FINAL
  INNER JOIN preferred_source AS h
    ON h.sensor = a.sensor
    AND h.protocol = a.protocol
    AND h.hour = a.minute - a.minute % 3600
    AND h.source = a.source
  GROUP BY
    a.sensor, a.protocol, a.client, a.server, a.server_port, a.source, a.unit, a.function,
    a.sub_function, a.outcome
)
SELECT
  sensor, protocol, client, server, server_port, source, unit, function, sub_function, outcome,
  first AS minute, exchanges, requests, responses, exceptions, first_us, last_us
FROM counted
UNION ALL
SELECT
  sensor, protocol, client, server, server_port, source, unit, function, sub_function, outcome,
  last AS minute, 0 AS exchanges, 0 AS requests, 0 AS responses, 0 AS exceptions, last_us AS first_us,
  last_us
FROM counted
WHERE last > first
