/*---
title: One side of a conversation is not seen
level: medium
reads: [v_ot, v_activity, learned_channel, learned_unanswered]
needs: ["modbus.request|s7comm"]
params:
  least: {type: integer, default: 100, description: messages of one pair in an hour that say enough}
  share: {type: number, default: 0.2, description: messages of the one side for each of the other below which that side is not seen}
lookback: 3600
settle: 3600
dedup: [protocol, client, server]
message: "The sensor sees {requests} requests and {responses} responses between {client} and {server} within an hour: one side of the conversation is missing"
triage: Does the mirror port copy both directions? Does the way back go another route? If both are seen elsewhere, the server is silent.
falsepositives:
  - A server that does not answer, such as a gateway without its serial devices
tests:
  hit, requests only:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, every: 5, times: 300}]
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, responses: 0, count: 300}]
  hit, responses only:
    rows: [{protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: 4, kind: response, every: 10, times: 300}]
    expect: [{protocol: s7comm, requests: 0, count: 300}]
  quiet, a third is missing, and too few messages:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 5, times: 300}
      - {at: 2, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, every: 10, times: 150}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, kind: request, every: 60, times: 60}
  quiet, broadcasts:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 0, function: 16, kind: request, every: 5, times: 300}]
  quiet, a log that writes responses alone, each for its exchange:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, log: modbus, function: 3, every: 5, times: 300}]
  quiet, it was learned that way:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      unanswered: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, requests: 900, unanswered: 900}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, every: 5, times: 300}]
---*/
WITH hours AS (
  SELECT
    a.minute - a.minute % 3600 AS hour, a.sensor AS sensor, a.protocol AS protocol, a.client AS client,
    a.server AS server, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts,
    sum(a.requests) AS requests, sum(a.responses) AS responses
  FROM v_activity AS a
  WHERE a.protocol IN ('modbus', 's7comm')
    -- Nobody answers a broadcast.
    AND coalesce(a.unit, 1) <> 0
    AND a.minute >= :since - 3600
    AND a.minute < :until + 3600
  GROUP BY a.minute - a.minute % 3600, a.sensor, a.protocol, a.client, a.server
),
learned AS (
  SELECT
    u.sensor AS sensor, u.protocol AS protocol, u.client AS client, u.server AS server,
    sum(u.requests) AS requests, sum(u.unanswered) AS unanswered
  FROM learned_unanswered AS u
  GROUP BY u.sensor, u.protocol, u.client, u.server
)
SELECT
  h.first_ts AS ts_start,
  h.last_ts AS ts_end,
  h.sensor AS sensor,
  h.protocol AS protocol,
  h.client AS client,
  h.server AS server,
  h.requests AS requests,
  h.responses AS responses,
  CASE WHEN h.requests > h.responses THEN h.requests ELSE h.responses END AS count
FROM hours AS h
LEFT JOIN learned AS u
  ON u.sensor = h.sensor AND u.protocol = h.protocol AND u.client = h.client AND u.server = h.server
LEFT JOIN learned_channel AS c
  ON c.sensor = h.sensor AND c.protocol = h.protocol AND c.client = h.client AND c.server = h.server
WHERE h.first_ts >= :since
  AND h.first_ts < :until
  AND (
    (
      h.requests >= :least
      AND h.responses < h.requests * :share
      AND coalesce(u.unanswered, 0) * 2 <= coalesce(u.requests, 0)
    )
    OR (
      h.responses >= :least
      AND h.requests < h.responses * :share
      -- A learned pair without any request was one-sided then.
      AND (c.sensor IS NULL OR u.sensor IS NOT NULL)
    )
  )
