/*---
title: New server of an OT protocol
level: medium
attack: [T1692.002]
reads: [v_series, v_activity]
needs: [baseline]
dedup: [protocol, server]
explains: [new-pair, new-function, new-address, modbus-new-unit]
message: "{server} answers {protocol} and was no server in the baseline: {count|exchange} with clients that are known, first {client}"
triage: Is {server} in the asset list? Compare its maker with what should be there.
falsepositives:
  - An extension of the plant
  - A spare controller put into service
tests:
  hit, one finding for two masters:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}, {protocol: modbus, client: 10.0.0.5, server: 10.0.0.2}]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3}
      - {client: 10.0.0.1, server: 10.0.0.4, function: 3, times: 2, every: 30}
      - {client: 10.0.0.5, server: 10.0.0.4, function: 3}
    expect: [{server: 10.0.0.4, count: 3}]
  quiet, a host that does not answer:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows: [{client: 10.0.0.1, server: 10.0.0.4, function: 3, kind: request, every: 10, times: 10}]
  quiet, a new client says it already:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows: [{client: 10.0.0.9, server: 10.0.0.4, function: 3}]
  quiet:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows: [{client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 10, times: 10}]
---*/
WITH clients AS (
  SELECT l.sensor AS sensor, l.protocol AS protocol, l.client AS client
  FROM learned_channel AS l
  UNION
  SELECT l.sensor AS sensor, l.protocol AS protocol, p.address AS client
  FROM learned_channel AS l
  CROSS JOIN policy_address AS p
  WHERE p.role IN ('client', 'writer', 'workstation')
),
servers AS (
  SELECT DISTINCT l.sensor AS sensor, l.protocol AS protocol, l.server AS server
  FROM learned_channel AS l
),
-- Hardly any, and minutes are read for these only.
unknown AS (
  SELECT DISTINCT r.sensor AS sensor, r.protocol AS protocol, r.server AS server
  FROM v_series AS r
  LEFT JOIN servers
    ON servers.sensor = r.sensor AND servers.protocol = r.protocol AND servers.server = r.server
  WHERE r.protocol <> 'cotp'
    AND servers.server IS NULL
),
strange AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server,
    sum(a.exchanges) AS exchanges, sum(a.responses) AS responses,
    min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts
  FROM unknown AS k
  JOIN v_activity AS a ON a.sensor = k.sensor AND a.protocol = k.protocol AND a.server = k.server
  WHERE a.minute >= :since
    AND a.minute < :until
  GROUP BY a.minute, a.sensor, a.protocol, a.client, a.server
)
SELECT
  s.first_ts AS ts_start,
  s.last_ts AS ts_end,
  s.sensor AS sensor,
  s.protocol AS protocol,
  s.client AS client,
  s.server AS server,
  s.exchanges AS count
FROM strange AS s
JOIN clients ON clients.sensor = s.sensor AND clients.protocol = s.protocol AND clients.client = s.client
WHERE s.responses > 0
  AND s.exchanges > 0
