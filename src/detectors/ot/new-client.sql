/*---
title: New client of an OT protocol
level: high
attack: [T0848]
aliases: [UNAUTHORIZED_CLIENT, ROGUE_MODBUS_MASTER, UNAUTHORIZED_DNP3_MASTER]
reads: [v_activity, v_series]
needs: [baseline|policy.client]
dedup: [protocol, client]
explains: [new-pair, new-server, new-function, new-command, new-address, unauthorised-write, modbus-second-writer, modbus-new-unit, ot-conversation-surfaces]
message: "{client} is a new {protocol} client: {count|exchange}, first with {server}; neither the baseline nor the policy knows it"
triage: Who owns {client}? A controller or an office machine that turns client is an intrusion until shown otherwise.
falsepositives:
  - A replaced or added HMI, historian or engineering workstation
tests:
  hit:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 10, times: 30}
      - {at: 50, client: 10.0.0.9, server: 10.0.0.2, function: 3, every: 10, times: 3}
    expect: [{protocol: modbus, client: 10.0.0.9, level: high, count: 3}]
  a controller turns client and writes to two others:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {client: 10.0.0.2, server: 10.0.0.3, function: 3}
      - {at: 5, client: 10.0.0.2, server: 10.0.0.4, function: 6}
    expect: [{client: 10.0.0.2, level: critical, count: 2}]
  known client of one protocol speaks another:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: 1}]
    expect: [{protocol: dnp3, client: 10.0.0.1, level: high}]
  policy alone:
    policy: {client: [10.0.0.1], workstation: [10.0.0.5]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3}
      - {client: 10.0.0.5, server: 10.0.0.2, function: 3}
      - {client: 10.0.0.9, server: 10.0.0.2, function: 3}
    expect: [{client: 10.0.0.9}]
  quiet, a stand-in of a learned client:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    policy: {stand_ins: [[10.0.0.1, 10.0.0.11, 10.0.0.12]]}
    rows: [{client: 10.0.0.12, server: 10.0.0.2, function: 6}]
  quiet:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    policy: {client: [10.0.0.7]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.3, function: 6, every: 10, times: 30}
      - {client: 10.0.0.7, server: 10.0.0.2, function: 3}
---*/
WITH known AS (
  SELECT DISTINCT l.sensor AS sensor, l.protocol AS protocol, l.client AS client
  FROM learned_channel AS l
),
named AS (
  SELECT DISTINCT p.address AS address
  FROM policy_address AS p
  WHERE p.role IN ('client', 'writer', 'workstation')
),
-- Series are few: who is strange is known before any minute is read.
strange AS (
  SELECT DISTINCT r.sensor AS sensor, r.protocol AS protocol, r.client AS client
  FROM v_series AS r
  LEFT JOIN known ON known.sensor = r.sensor AND known.protocol = r.protocol AND known.client = r.client
  LEFT JOIN named ON named.address = r.client
  -- COTP carries S7comm, which has the exchanges.
  WHERE r.protocol <> 'cotp'
    AND known.client IS NULL
    AND named.address IS NULL
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  a.protocol AS protocol,
  a.client AS client,
  a.server AS server,
  CASE
    WHEN sum(
      CASE
        WHEN a.action IN ('write', 'control', 'program', 'mode', 'restart', 'file', 'config') THEN a.exchanges
        ELSE 0
      END
    ) > 0 THEN 'critical'
    ELSE 'high'
  END AS level,
  sum(a.exchanges) AS count
FROM strange AS s
JOIN v_activity AS a ON a.sensor = s.sensor AND a.protocol = s.protocol AND a.client = s.client
WHERE a.minute >= :since
  AND a.minute < :until
GROUP BY a.minute, a.sensor, a.protocol, a.client, a.server
HAVING sum(a.exchanges) > 0
