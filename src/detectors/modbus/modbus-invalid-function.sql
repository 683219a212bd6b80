/*---
title: Invalid Modbus function
level: high
attack: [T0814]
aliases: [INVALID_FUNCTION]
reads: [v_activity]
dedup: [client]
explains: [error-rate-rise]
message: "{client} sends functions that Modbus does not have, {count|time}, first {function} to {server}"
triage: A fuzzer tries many; a vendor's own function is always the same. Which device makes {server}?
falsepositives:
  - A vendor's own function outside the range reserved for that
tests:
  hit:
    rows: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: [50, 1], outcome: 1, every: 70, times: 5}]
    expect: [{client: 10.0.0.9, count: 5, level: high}]
  hit, function 0:
    rows: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 0}]
    expect: [{count: 1}]
  quiet, learned:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 34}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 34, every: 10, times: 50}]
  quiet, public, vendor and user-defined functions:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: [1, 1], every: 10, times: 24}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 43}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 90}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: [65, 1], times: 8}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: [100, 1], times: 11}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: [125, 1], times: 3}
---*/
WITH learned AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.client AS client, f.server AS server, f.function_code AS function_code
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  a.client AS client,
  a.server AS server,
  'modbus' AS protocol,
  a.function_code AS function_code,
  a.function AS function,
  sum(a.exchanges) AS count
FROM v_activity AS a
LEFT JOIN learned AS l
  ON l.sensor = a.sensor
  AND l.client = a.client
  AND l.server = a.server
  AND l.function_code = a.function_code
WHERE a.protocol = 'modbus'
  AND a.minute >= :since
  AND a.minute < :until
  AND l.client IS NULL
  -- Modbus Application Protocol V1.1b3 section 5 and Zeek's list of vendors' functions.
  AND NOT (
    a.function_code BETWEEN 1 AND 24
    OR a.function_code BETWEEN 65 AND 72
    OR a.function_code BETWEEN 100 AND 110
    OR a.function_code IN (40, 41, 43, 90, 91, 125, 126, 127)
  )
GROUP BY a.minute, a.sensor, a.client, a.server, a.function_code, a.function
HAVING sum(a.exchanges) > 0
