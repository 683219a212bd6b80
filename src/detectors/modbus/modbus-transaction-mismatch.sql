/*---
title: Modbus response that does not fit its request
level: medium
attack: [T0830]
reads: [v_modbus, v_activity]
needs: [modbus.request]
params:
  share: {type: number, default: 0.1, description: "share of responses without a fitting request in the hour around, above which it is the habit of a gateway or of the sensor"}
lookback: 3660
settle: 3660
dedup: [client, server]
explains: [modbus-unsolicited-response]
message: "{count|response} from {server} to {client} under the transaction of a request that they do not answer: {why}"
triage: Does a second sender speak in this connection? Compare ports, times and the order of the transaction ids.
falsepositives:
  - A gateway that answers in the name of another unit
  - A client that gives two requests one transaction id
tests:
  hit, another unit, another function, and two requests of one id:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, reference: [1, 1], every: 5, times: 400}
      - {at: 302, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, reference: 9001}
      - {at: 302.5, client: 10.0.0.1, server: 10.0.0.2, unit: 2, function: 3, kind: response, reference: 9001}
      - {at: 312, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, reference: 9002}
      - {at: 312.5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, kind: response, reference: 9002}
      - {at: 322, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, reference: 9003}
      - {at: 322.4, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, reference: 9003}
      - {at: 322.8, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: response, reference: 9003}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 3}]
  quiet, a gateway that always answers as unit 255:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, reference: [1, 1], every: 5, times: 200}
      - {at: 0.5, client: 10.0.0.1, server: 10.0.0.2, unit: 255, function: 3, kind: response, reference: [1, 1], every: 5, times: 200}
  quiet, lost packets, and a client that always uses one id:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, reference: [1, 1], every: 5, times: 400}
      - {at: 302, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, reference: 9001}
      - {at: 312, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: response, reference: 9002}
      - {client: 10.0.0.4, server: 10.0.0.2, unit: 1, function: 3, reference: 0, every: 5, times: 400}
      - {at: 302, client: 10.0.0.4, server: 10.0.0.2, unit: 1, function: 3, kind: request, reference: 0}
      - {at: 309, client: 10.0.0.4, server: 10.0.0.2, unit: 2, function: 3, kind: response, reference: 0}
---*/
-- Such a request is one without response in the rollup, and such a response one without request.
WITH lone AS (
  SELECT DISTINCT a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 'modbus'
    AND a.outcome IS NULL
    AND a.exchanges > a.requests
    AND a.minute >= :since
    AND a.minute < :until
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exchanges) AS exchanges, sum(a.exchanges) - sum(a.requests) AS orphans
  FROM lone AS l
  JOIN v_activity AS a ON a.sensor = l.sensor AND a.client = l.client AND a.server = l.server
  WHERE a.protocol = 'modbus'
    AND a.minute >= :since - 3600
    AND a.minute < :until + 3600
  GROUP BY a.minute, a.sensor, a.client, a.server
),
around AS (
  SELECT
    minute, sensor, client, server, orphans,
    sum(orphans) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS all_orphans,
    sum(exchanges) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS all_exchanges
  FROM minutes
),
hot AS (
  SELECT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM around AS a
  WHERE a.orphans > 0
    AND a.all_orphans <= a.all_exchanges * :share
    AND a.minute >= :since
    AND a.minute < :until
),
-- DISTINCT, though no two rows are alike, so that the few hot minutes are read first.
orphan AS (
  SELECT DISTINCT
    m.ts AS ts, m.file AS file, m.line AS line, m.sensor AS sensor, m.client AS client,
    m.server AS server, m.unit AS unit, m.function_code AS function_code, m.transaction_id AS transaction_id, m.uid AS uid
  FROM hot AS h
  JOIN v_modbus AS m
    ON m.ts >= h.minute
    AND m.ts < h.minute + 60
    AND m.sensor = h.sensor
    AND m.client = h.client
    AND m.server = h.server
  WHERE m.kind = 'response'
    AND m.transaction_id IS NOT NULL
),
matched AS (
  SELECT
    o.ts AS ts, o.sensor AS sensor, o.client AS client, o.server AS server, o.unit AS unit,
    o.transaction_id AS transaction_id,
    count(*) AS of_this_id,
    max(CASE WHEN q.kind = 'request' THEN 1 ELSE 0 END) AS unanswered,
    max(CASE WHEN q.kind = 'request' AND q.unit <> o.unit THEN 1 ELSE 0 END) AS other_unit,
    max(CASE WHEN q.kind = 'request' AND q.function_code <> o.function_code THEN 1 ELSE 0 END)
      AS other_function
  FROM orphan AS o
  JOIN v_modbus AS q
    ON q.ts >= o.ts - 60
    AND q.ts <= o.ts
    AND q.ts >= :since - 60
    AND q.ts < :until + 60
    AND q.sensor = o.sensor
    AND q.client = o.client
    AND q.server = o.server
    AND q.uid = o.uid
    AND q.transaction_id = o.transaction_id
  WHERE q.kind <> 'response'
  GROUP BY o.ts, o.sensor, o.client, o.server, o.unit, o.transaction_id
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  'modbus' AS protocol,
  m.transaction_id AS transaction_id,
  CASE
    WHEN m.other_unit = 1 THEN 'another unit'
    WHEN m.other_function = 1 THEN 'another function'
    ELSE 'two requests at a time'
  END AS why,
  1 AS count
FROM matched AS m
WHERE m.unanswered = 1
  -- Who uses one id for everything gives nothing away by it.
  AND m.of_this_id <= 2
