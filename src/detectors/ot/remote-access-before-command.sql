/*---
title: Remote access, then a command
level: high
attack: [T0886, T1692.001]
reads: [v_remote_session, v_activity, learned_function]
needs: [conn, baseline]
params:
  within: {type: number, default: 1800, description: seconds after the end of a remote session in which a command still belongs to it}
lookback: 43200
settle: 43200
dedup: [protocol, client, server]
explains: [new-function, new-command, off-schedule-command]
message: "{remote} worked on {client} by {kind}; from there {count|command} went to {server} that the baseline does not have, first {function}"
triage: Who was logged in on {client}, from where, and was that work planned? Read back what was changed on {server}.
falsepositives:
  - An engineer who works from home, with a permit
tests:
  hit, in the session and after it:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, action: read}]
    rows:
      - {table: conn, client: 10.9.9.9, server: 10.0.0.1, server_port: 3389, proto: tcp, conn_state: SF, duration: 600, client_bytes: 9000, server_bytes: 90000}
      - {at: 300, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 60, times: 2}
      - {at: 1500, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 16}
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, remote: 10.9.9.9, kind: RDP, count: 3}]
  quiet, an hour later, a read, what was learned, and another host:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, action: read}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 5, action: write}
    rows:
      - {table: conn, client: 10.9.9.9, server: 10.0.0.1, server_port: 22, service: ssh, conn_state: SF, duration: 600, client_bytes: 9000, server_bytes: 90000}
      - {at: 4300, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6}
      - {at: 300, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4}
      - {at: 301, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5}
      - {at: 302, client: 10.0.0.3, server: 10.0.0.2, unit: 1, function: 6}
  quiet, nobody was let in:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {table: conn, client: 10.9.9.9, server: 10.0.0.1, server_port: 3389, conn_state: REJ, client_bytes: 0, server_bytes: 0}
      - {at: 300, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6}
---*/
WITH sessions AS (
  SELECT
    r.ts AS ts, r.ts_end AS ts_end, r.sensor AS sensor, r.client AS remote, r.server AS host, r.kind AS kind
  FROM v_remote_session AS r
  -- A session is known when it has ended; one of half a day reaches that far.
  WHERE r.ts >= :since - 43200
    AND r.ts < :until
),
commands AS (
  SELECT
    a.minute AS minute, a.first_ts AS first_ts, a.last_ts AS last_ts, a.sensor AS sensor,
    a.protocol AS protocol, a.client AS client, a.server AS server, a.function AS function,
    a.exchanges AS exchanges
  FROM v_activity AS a
  LEFT JOIN learned_function AS f
    ON f.sensor = a.sensor
    AND f.protocol = a.protocol
    AND f.client = a.client
    AND f.server = a.server
    AND f.function_code = a.function_code
    AND f.sub_function = coalesce(a.sub_function, '')
  WHERE a.action IN ('write', 'control', 'program', 'mode', 'restart')
    AND a.minute >= :since
    AND a.minute < :until
    AND f.sensor IS NULL
)
SELECT
  min(c.first_ts) AS ts_start,
  max(c.last_ts) AS ts_end,
  c.sensor AS sensor,
  c.protocol AS protocol,
  c.client AS client,
  c.server AS server,
  min(s.remote) AS remote,
  min(s.kind) AS kind,
  min(c.function) AS function,
  max(c.exchanges) AS count
FROM commands AS c
JOIN sessions AS s
  ON s.sensor = c.sensor
  AND s.host = c.client
  AND s.ts <= c.last_ts
  AND s.ts_end >= c.first_ts - :within
GROUP BY c.minute, c.sensor, c.protocol, c.client, c.server, c.function
