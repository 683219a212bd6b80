/*---
title: Modbus response nobody asked for
level: medium
attack: [T0830, T1692.002]
aliases: [UNSOLICITED_RESPONSE]
reads: [v_modbus, v_activity]
needs: [modbus.request]
params:
  per_minute: {type: integer, default: 3, description: responses without request on one pair within 60 s}
  share: {type: number, default: 0.1, description: "share of the pair's exchanges in the hour around, above which the sensor rather sees one side only"}
lookback: 3660
settle: 3660
dedup: [client, server]
message: "{count|response} from {server} to {client} had no request"
triage: Does somebody else speak in this connection? Compare the transaction ids and the ports; packet loss leaves gaps, not extra answers.
falsepositives:
  - Lost packets in front of the sensor
  - A capture that begins in the middle
tests:
  hit:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 2, times: 900}
      - {at: 301, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: response, every: 9, times: 5}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 5}]
  quiet, a sensor that sees responses only:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: response, every: 2, times: 300}
  quiet, a lost request now and then:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 2, times: 900}
      - {at: 301, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: response, every: 40, times: 20}
  quiet, a tap that loses packets of both, here a request and there a response:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 2, times: 900}
      - {at: 301, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: response, every: 15, times: 90}
      - {at: 302, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, kind: request, every: 20, times: 60}
  hit, in a burst, where requests stay unanswered now and then:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 2, times: 900}
      - {at: 302, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, kind: request, every: 300, times: 5}
      - {at: 301, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: response, every: 9, times: 5}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 5}]
---*/
-- In the rollup such a response is an exchange without a request.
-- Hardly any channel has one, and only those that do are looked at minute by minute.
WITH orphaned AS (
  SELECT DISTINCT a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 'modbus'
    AND a.exchanges > a.requests
    AND a.minute >= :since - 60
    AND a.minute < :until + 60
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exchanges) AS exchanges, sum(a.exchanges) - sum(a.requests) AS orphans,
    sum(a.exchanges) - sum(a.responses) AS unanswered
  FROM orphaned AS o
  JOIN v_activity AS a
    ON a.sensor = o.sensor
    AND a.client = o.client
    AND a.server = o.server
  WHERE a.protocol = 'modbus'
    AND a.minute >= :since - 3720
    AND a.minute < :until + 3720
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
    ) AS all_exchanges,
    sum(unanswered) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS all_unanswered,
    sum(CASE WHEN orphans > 0 THEN 1 ELSE 0 END) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS orphan_minutes
  FROM minutes
),
hot AS (
  SELECT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM around AS a
  WHERE a.orphans > 0
    AND a.all_orphans <= a.all_exchanges * :share
    -- Who loses packets loses requests as well as responses, and all the time.
    AND (
      a.orphan_minutes < 5
      OR a.all_unanswered * 3 < a.all_orphans
      OR a.all_unanswered > a.all_orphans * 3
    )
    AND a.minute >= :since - 60
    AND a.minute < :until + 60
),
near AS (
  SELECT m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server
  FROM hot
  JOIN v_modbus AS m
    ON m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.kind = 'response'
),
so_far AS (
  SELECT
    ts, sensor, client, server,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within_minute
  FROM near
),
reached AS (
  SELECT
    ts, sensor, client, server,
    max(within_minute) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'modbus' AS protocol,
  'response' AS kind,
  1 AS count
FROM reached
WHERE most >= :per_minute
  AND ts >= :since
  AND ts < :until
