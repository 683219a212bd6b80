/*---
title: Controller resets connections of its client
shows: effect
level: medium
attack: [T0814, T0830]
reads: [v_conn, learned_session]
needs: [baseline.session, conn]
params:
  least: {type: integer, default: 5, description: connections of a pair that the server reset within an hour}
  times_learned: {type: number, default: 2, description: times the most resets of a learned hour}
lookback: 3600
settle: 3600
dedup: [protocol, client, server]
explains: [session-shift]
message: "{server} reset {count|connection} of its {protocol} client {client} within an hour, of {sessions}; {learned_resets} of {learned_sessions} were learned"
triage: Does the controller run out of connections, and who holds them? A reset in the middle of a session may also be forged.
falsepositives:
  - A controller that restarts, or a client that was given a wrong setting
tests:
  hit:
    baseline: &rare
      session: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, sessions: 500, resets: 5, most_resets: 1}]
    rows:
      - {table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, duration: 10, server_bytes: 900, conn_state: SF, every: 60, times: 20}
      - {table: conn, uid: C2, at: 30, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, service: modbus, duration: 1, server_bytes: 90, conn_state: RSTR, every: 60, times: 6}
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 6}]
  quiet, too few, or learned, or reset by the client, or of a pair that nobody knows:
    baseline:
      session:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, sessions: 500, resets: 5, most_resets: 1}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, sessions: 500, resets: 250, most_resets: 20}
    rows:
      - {table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: RSTR, every: 60, times: 4}
      - {table: conn, uid: C2, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: RSTO, every: 61, times: 30}
      - {table: conn, uid: C3, client: 10.0.0.1, server: 10.0.0.3, server_port: 502, conn_state: RSTR, every: 62, times: 30}
      - {table: conn, uid: C4, client: 10.0.0.8, server: 10.0.0.3, server_port: 502, conn_state: RSTR, every: 63, times: 30}
  quiet, many more connections with the learned share of resets:
    baseline:
      session: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, sessions: 500, resets: 50, most_resets: 2}]
    rows:
      - {table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 20, times: 90}
      - {table: conn, uid: C2, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: RSTR, every: 170, times: 10}
---*/
WITH hours AS (
  SELECT
    CAST(c.ts / 3600.0 AS INTEGER) * 3600 AS hour, c.sensor AS sensor, c.client AS client,
    c.server AS server, l.protocol AS protocol, l.sessions AS learned_sessions,
    l.resets AS learned_resets, l.most_resets AS most_resets, count(*) AS sessions,
    sum(CASE WHEN c.conn_state IN ('RSTR', 'RSTRH') THEN 1 ELSE 0 END) AS resets,
    max(c.ts_end) AS ts_end
  FROM v_conn AS c
  JOIN learned_session AS l
    ON l.sensor = c.sensor
    AND l.protocol = coalesce(c.service_protocol, c.port_protocol)
    AND l.client = c.client
    AND l.server = c.server
  WHERE c.ts >= :since
    AND c.ts < :until + 3600
  GROUP BY
    CAST(c.ts / 3600.0 AS INTEGER) * 3600, c.sensor, c.client, c.server, l.protocol, l.sessions, l.resets,
    l.most_resets
),
expected AS (
  SELECT
    hour, sensor, client, server, protocol, learned_sessions, learned_resets, sessions, resets, ts_end,
    'poisson' AS test, learned_resets * 1.0 * sessions / learned_sessions AS expected
  FROM hours
  WHERE learned_sessions > 0
    AND resets >= :least
    AND resets > most_resets * :times_learned
    AND hour >= :since
    AND hour < :until
)
SELECT
  e.hour AS ts_start,
  e.ts_end AS ts_end,
  e.sensor AS sensor,
  e.protocol AS protocol,
  e.client AS client,
  e.server AS server,
  e.sessions AS sessions,
  e.learned_sessions AS learned_sessions,
  e.learned_resets AS learned_resets,
  e.resets AS count
FROM expected AS e
JOIN critical_value AS v ON v.test = e.test AND v.parameter >= e.expected
GROUP BY
  e.hour, e.ts_end, e.sensor, e.protocol, e.client, e.server, e.sessions, e.learned_sessions,
  e.learned_resets, e.resets
HAVING e.resets >= min(v.value)
