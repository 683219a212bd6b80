/*---
title: S7comm downgrade
level: high
attack: [T0830, T0886]
reads: [v_s7comm_plus, v_s7comm, v_activity, learned_s7_version, learned_channel]
needs: [baseline, s7comm|s7comm-plus]
params:
  least_learned: {type: integer, default: 10, description: "learned messages of the function, or exchanges of the PLC in S7comm-plus, to know its version"}
dedup: [protocol, client, server]
explains: [new-client, new-pair, new-server]
message: "{client} speaks to {server} in {spoken}, {count|time}, where {learned} was learned"
triage: The older protocol has no protection. Is there an old panel or an open setting (PUT/GET), or has somebody forced the session down?
falsepositives:
  - An older HMI, or a library that only knows the classic protocol
tests:
  hit, an older version for the same function:
    baseline: &plus
      channel: [{protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 900}]
      s7_version: [{server: 10.0.0.2, function_code: 1266, least_version: 3, exchanges: 900}]
    rows: [{protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, kind: request, function: 1266, version: 2, every: 1, times: 4}]
    expect: [{protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, count: 4}]
  hit, a known client turns to the classic protocol:
    baseline: *plus
    rows: [{protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, every: 1, times: 4}]
    expect: [{protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, count: 4}]
  quiet, the learned versions, a function that is rare, a newer version:
    baseline:
      channel: [{protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 900}]
      s7_version:
        - {server: 10.0.0.2, function_code: 1266, least_version: 2, exchanges: 900}
        - {server: 10.0.0.2, function_code: 1226, least_version: 3, exchanges: 2}
    rows:
      - {protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, kind: request, function: 1266, version: 2}
      - {protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, kind: request, function: 1266, version: 3}
      - {protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, kind: request, function: 1226, version: 1}
  quiet, both were learned, a PLC that nobody knows, and a stranger, whom new-client tells of:
    baseline:
      channel:
        - {protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 900}
        - {protocol: s7comm, client: 10.0.0.5, server: 10.0.0.2, exchanges: 9}
        - {protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.4, exchanges: 900}
    rows:
      - {protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, every: 1, times: 4}
      - {protocol: s7comm, client: 10.0.0.1, server: 10.0.0.3, function: Read Variable, every: 1, times: 4}
      - {protocol: s7comm, client: 10.0.0.9, server: 10.0.0.4, function: Read Variable, every: 1, times: 4}
---*/
WITH plus_only AS (
  SELECT
    c.sensor AS sensor, c.server AS server,
    max(CASE WHEN c.protocol = 's7comm' THEN 1 ELSE 0 END) AS classic,
    sum(CASE WHEN c.protocol = 's7comm-plus' THEN c.exchanges ELSE 0 END) AS exchanges
  FROM learned_channel AS c
  WHERE c.protocol IN ('s7comm', 's7comm-plus')
  GROUP BY c.sensor, c.server
),
clients AS (
  SELECT DISTINCT c.sensor AS sensor, c.client AS client
  FROM learned_channel AS c
  WHERE c.protocol IN ('s7comm', 's7comm-plus')
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  's7comm' AS protocol,
  a.client AS client,
  a.server AS server,
  'classic S7comm' AS spoken,
  'only S7comm-plus' AS learned,
  sum(a.exchanges) AS count
FROM plus_only AS p
JOIN v_activity AS a ON a.sensor = p.sensor AND a.protocol = 's7comm' AND a.server = p.server
JOIN clients AS c ON c.sensor = a.sensor AND c.client = a.client
WHERE p.classic = 0
  AND p.exchanges >= :least_learned
  AND a.minute >= :since
  AND a.minute < :until
GROUP BY a.minute, a.sensor, a.client, a.server
HAVING sum(a.exchanges) > 0
UNION ALL
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  's7comm-plus' AS protocol,
  m.client AS client,
  m.server AS server,
  'an older version of S7comm-plus' AS spoken,
  'a newer one' AS learned,
  1 AS count
FROM v_s7comm_plus AS m
JOIN learned_s7_version AS l
  ON l.sensor = m.sensor AND l.server = m.server AND l.function_code = m.function_code
WHERE m.ts >= :since
  AND m.ts < :until
  AND m.version < l.least_version
  AND l.exchanges >= :least_learned
