/*---
title: Known client and server that never spoke
level: medium
attack: [T0848, T0886]
reads: [v_series, v_activity]
needs: [baseline]
dedup: [protocol, client, server]
explains: [new-function, new-address]
message: "{client} speaks {protocol} to {server}: both are known, but the baseline never saw them together; {count|exchange}"
triage: Was {client} given a new task? A compromised HMI reaches for controllers that are not its own.
falsepositives:
  - A redundant master that took over
  - A controller moved to another HMI
tests:
  hit:
    baseline:
      channel:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}
        - {protocol: modbus, client: 10.0.0.5, server: 10.0.0.3}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3}
      - {client: 10.0.0.1, server: 10.0.0.3, function: 3, every: 40, times: 4}
    expect: [{client: 10.0.0.1, server: 10.0.0.3, count: 4}]
  a client that only the policy knows:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    policy: {client: [10.0.0.7]}
    rows: [{client: 10.0.0.7, server: 10.0.0.2, function: 3}]
    expect: [{client: 10.0.0.7, server: 10.0.0.2}]
  quiet, new clients and new servers have detectors of their own:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.3, function: 3}
      - {client: 10.0.0.9, server: 10.0.0.2, function: 3}
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
pairs AS (
  SELECT DISTINCT l.sensor AS sensor, l.protocol AS protocol, l.client AS client, l.server AS server
  FROM learned_channel AS l
),
-- Hardly any, and minutes are read for these only.
unknown AS (
  SELECT DISTINCT r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server
  FROM v_series AS r
  LEFT JOIN pairs
    ON pairs.sensor = r.sensor
    AND pairs.protocol = r.protocol
    AND pairs.client = r.client
    AND pairs.server = r.server
  WHERE r.protocol <> 'cotp'
    AND pairs.client IS NULL
),
strange AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server,
    sum(a.exchanges) AS exchanges, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts
  FROM unknown AS k
  JOIN v_activity AS a
    ON a.sensor = k.sensor AND a.protocol = k.protocol AND a.client = k.client AND a.server = k.server
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
JOIN servers ON servers.sensor = s.sensor AND servers.protocol = s.protocol AND servers.server = s.server
WHERE s.exchanges > 0
