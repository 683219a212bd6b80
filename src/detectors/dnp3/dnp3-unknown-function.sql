/*---
title: DNP3 unknown or reserved function
level: high
attack: [T0814]
reads: [v_dnp3, v_activity]
lookback: 0
settle: 0
dedup: [client, server]
explains: [new-function]
message: "{count|request} from {client} to {server} with a function that DNP3 does not define for requests (first: {first_code})"
triage: Is the device a vendor's own that uses private functions? Otherwise something sends malformed or fuzzed requests.
falsepositives:
  - A vendor's private functions; a baseline learns them
  - Another protocol on port 20000
tests:
  hit:
    rows:
      - {at: 1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 34}
      - {at: 2, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 128, outcome: 1, iin: 1}
      - {at: 59, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 240, kind: request}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, first_code: 34, count: 3}
  hit, a response as a request:
    rows:
      - {at: 1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: RESPONSE, kind: request}
    expect:
      - {first_code: 129, count: 1}
  quiet:
    rows:
      - {at: 1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: [0, 1], times: 34, every: 1}
      - {at: 1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: RESPONSE, kind: response, times: 9, every: 1}
      - {at: 1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, times: 9, every: 1}
  quiet, the baseline knows it:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 70, action: other, exchanges: 9, busiest_minute: 1}]
    rows:
      - {at: 1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 70}
---*/
-- Requests have the numbers 0 to 33; 129 to 131 are answers, and a master that sends them asks with them.
WITH known AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.client AS client, f.server AS server, f.function_code AS function_code
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3'
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
  WHERE a.protocol = 'dnp3'
    AND a.function_code > 33
    AND (a.requests > 0 OR a.function_code NOT IN (129, 130, 131))
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
  'dnp3' AS protocol,
  1 AS count,
  m.function_code AS first_code
FROM hot
JOIN v_dnp3 AS m
  ON m.ts >= hot.minute
  AND m.ts >= :since
  AND m.ts < :until + 60
  AND m.ts < hot.minute + 60
  AND m.sensor = hot.sensor
  AND m.client = hot.client
  AND m.server = hot.server
  AND m.function_code = hot.function_code
  AND (m.kind IN ('request', 'exchange') OR m.function_code NOT IN (129, 130, 131))
