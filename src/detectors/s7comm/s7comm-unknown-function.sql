/*---
title: S7comm unknown function
level: medium
attack: []
reads: [v_s7comm, v_activity]
needs: [s7comm]
lookback: 0
settle: 0
dedup: [client, server]
explains: [new-function]
message: "{count} S7comm messages from {client} to {server} with a function that is not known (first: {first_code})"
triage: Newer PLCs and tools have functions that no parser knows; random ones are a fuzzer.
falsepositives:
  - Functions of new devices; a baseline learns them
tests:
  hit:
    rows:
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: 99, every: 10, times: 3}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, first_code: 99, count: 3}
  quiet, known and learned:
    baseline:
      channel: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function_code: 99, action: other, exchanges: 9, busiest_minute: 1}]
    rows:
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: 99, every: 10, times: 3}
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Security, sub_function: 77}
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Control, sub_function: _XYZ}
---*/
WITH known AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.client AS client, f.server AS server, f.function_code AS function_code
  FROM learned_function AS f
  WHERE f.protocol = 's7comm'
),
hot AS (
  SELECT DISTINCT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    a.function_code AS function_code
  FROM v_activity AS a
  LEFT JOIN known AS k
    ON k.sensor = a.sensor
    AND k.client = a.client
    AND k.server = a.server
    AND k.function_code = a.function_code
  WHERE a.protocol = 's7comm'
    AND substr(a.function, 1, 8) = 'unknown-'
    AND k.sensor IS NULL
    AND a.minute >= :since
    AND a.minute < :until
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  's7comm' AS protocol,
  m.function_code AS first_code,
  1 AS count
FROM hot
JOIN v_s7comm AS m
  ON m.ts >= hot.minute
  AND m.ts >= :since
  AND m.ts < :until + 60
  AND m.ts < hot.minute + 60
  AND m.sensor = hot.sensor
  AND m.client = hot.client
  AND m.server = hot.server
  AND m.function_code = hot.function_code
