/*---
title: S7comm SZL enumeration
level: high
attack: [T0888]
reads: [v_s7comm_szl]
needs: [s7comm.szl]
params:
  lists: {type: integer, default: 3, description: "different system status lists read from one PLC within 60 s"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute of list reads that are still usual"}
lookback: 60
settle: 60
dedup: [client, server]
explains: [s7comm-new-szl]
message: "{client} read {different} different system status lists of {server} within a minute ({count|read}): what the PLC is, its version, its mode"
triage: Is the client an engineering station or an inventory tool? Scanners such as the Redpoint script of nmap read 0x0011 and 0x001C and leave.
falsepositives:
  - An engineering station that goes online
  - An HMI or a library that identifies the PLC whenever it connects; a baseline learns that
tests:
  hit:
    rows:
      - {at: 50, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 17, szl_index: 0}
      - {at: 51, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 28, szl_index: 0}
      - {at: 100, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 1060, szl_index: 0}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 3, different: 3, level: high}
  hit, the Redpoint pair:
    rows:
      - {at: 59, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 17, szl_index: 1}
      - {at: 61, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 28, szl_index: 1}
    expect:
      - {count: 2, level: medium}
  quiet, two lists again and again, answers, others' reads:
    rows:
      - {at: 0, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 1060, szl_index: 0, every: 5, times: 30}
      - {at: 0, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 160, szl_index: 0, every: 5, times: 30}
      - {at: 0, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 0, szl: 17, szl_index: 0, every: 5, times: 30}
      - {at: 5, table: s7comm_szl, client: 10.0.0.8, server: 10.0.0.2, request: 1, szl: 17, szl_index: 0}
      - {at: 70, table: s7comm_szl, client: 10.0.0.8, server: 10.0.0.2, request: 1, szl: 28, szl_index: 0}
  quiet, the baseline knows that the client reads them:
    baseline:
      channel: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function_code: 1796, sub_function: '1', action: identify, exchanges: 9, busiest_minute: 4}]
    rows:
      - {at: 50, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 17, szl_index: 0}
      - {at: 51, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 28, szl_index: 0}
      - {at: 52, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 1060, szl_index: 0}
---*/
WITH learned AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 's7comm' AND f.function_code = 1796 AND f.sub_function = '1'
  GROUP BY f.sensor, f.client, f.server
),
asked AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.szl AS szl, m.ts AS ts,
    m.file AS file, m.line AS line,
    coalesce(learned.busiest, 0) * :times_learned AS usual,
    CAST(m.ts / 60.0 AS INTEGER) AS minute
  FROM v_s7comm_szl AS m
  LEFT JOIN learned
    ON learned.sensor = m.sensor AND learned.client = m.client AND learned.server = m.server
  WHERE m.request = 1
    AND m.ts >= :since - 120
    AND m.ts < :until + 120
),
-- Each read beside those of the minute before it, found by clock minute.
reachable AS (
  SELECT sensor, client, server, szl, ts, minute AS minute FROM asked
  UNION ALL
  SELECT sensor, client, server, szl, ts, minute + 1 AS minute FROM asked
),
so_far AS (
  SELECT
    n.sensor AS sensor, n.client AS client, n.server AS server, n.szl AS szl, n.ts AS ts,
    n.file AS file, n.line AS line, n.usual AS usual,
    count(DISTINCT r.szl) AS different,
    count(DISTINCT CASE WHEN r.szl IN (17, 28) THEN r.szl END) AS identity,
    count(*) AS reads
  FROM asked AS n
  JOIN reachable AS r
    ON r.sensor = n.sensor
    AND r.client = n.client
    AND r.server = n.server
    AND r.minute = n.minute
    AND r.ts >= n.ts - 60
    AND r.ts <= n.ts
  GROUP BY n.sensor, n.client, n.server, n.szl, n.ts, n.file, n.line, n.usual
),
reached AS (
  SELECT
    sensor, client, server, szl, ts, usual,
    max(different) OVER later AS different,
    max(identity) OVER later AS identity,
    max(reads) OVER later AS reads
  FROM so_far
  WINDOW later AS (
    PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
  )
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  1 AS count,
  different AS different,
  1 AS request,
  szl AS first_szl,
  CASE WHEN different >= :lists THEN 'high' ELSE 'medium' END AS level
FROM reached
WHERE (different >= :lists OR identity = 2)
  AND reads > usual
  AND ts >= :since
  AND ts < :until
