/*---
title: Several controllers commanded at once
level: critical
attack: [T0831, T0827]
reads: [v_activity, v_modbus, v_dnp3, v_s7comm, v_s7comm_plus, learned_reach]
needs: [baseline]
params:
  controllers: {type: integer, default: 3, description: controllers written to or controlled within the window}
  window: {type: integer, default: 5, description: "seconds, at most 60"}
lookback: 120
settle: 120
dedup: [protocol, client]
explains: [function-share-shift, write-share-rise]
message: "{client} writes to or controls {controllers} controllers within {window} s over {protocol}, {count|time}, first {first_server}; {learned} at a time were learned"
triage: Is this a procedure of the plant, such as a load shedding? If nobody started one, assume that {client} is in foreign hands.
falsepositives:
  - A procedure over several controllers that the learned stretch did not contain
tests:
  hit, three at once where one at a time was learned:
    baseline: &single
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      reach: [{protocol: modbus, client: 10.0.0.1, commands: 90, most_servers: 1}]
    rows:
      - {at: 58, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 1}
      - {at: 60, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 5, address: 1}
      - {at: 62, client: 10.0.0.1, server: 10.0.0.4, unit: 1, function: 16, address: 1}
    expect: [{protocol: modbus, client: 10.0.0.1, count: 3, controllers: 3, learned: 1}]
  hit, a master that never controlled opens breakers of three outstations:
    baseline: {channel: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {protocol: dnp3, at: 1, client: 10.0.0.1, server: 10.0.0.2, function: DIRECT_OPERATE}
      - {protocol: dnp3, at: 2, client: 10.0.0.1, server: 10.0.0.3, function: DIRECT_OPERATE}
      - {protocol: dnp3, at: 3, client: 10.0.0.1, server: 10.0.0.4, function: DIRECT_OPERATE}
    expect: [{protocol: dnp3, count: 3}]
  quiet, one after the other, only two, and reads:
    baseline: *single
    rows:
      - {at: 0, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 1}
      - {at: 6, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 6, address: 1}
      - {at: 12, client: 10.0.0.1, server: 10.0.0.4, unit: 1, function: 6, address: 1}
      - {at: 120, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 1, every: 1, times: 9}
      - {at: 120, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 6, address: 1, every: 1, times: 9}
      - {at: 120, client: 10.0.0.1, server: 10.0.0.4, unit: 1, function: 3, address: 1, every: 1, times: 9}
  quiet, a scheduler that always writes to all four:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      reach: [{protocol: modbus, client: 10.0.0.1, commands: 9000, most_servers: 4}]
    rows:
      - {at: 1, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 1, every: 60, times: 9}
      - {at: 1, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 6, address: 1, every: 60, times: 9}
      - {at: 2, client: 10.0.0.1, server: 10.0.0.4, unit: 1, function: 6, address: 1, every: 60, times: 9}
      - {at: 2, client: 10.0.0.1, server: 10.0.0.5, unit: 1, function: 6, address: 1, every: 60, times: 9}
---*/
WITH commanded AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.minute >= :since - 180
    AND a.minute < :until + 180
    AND a.action IN ('write', 'control')
    AND a.exchanges > 0
),
-- What lies within seconds lies in one clock minute or in two.
near_minute AS (
  SELECT minute, sensor, protocol, client, server FROM commanded
  UNION
  SELECT minute - 60 AS minute, sensor, protocol, client, server FROM commanded
),
hot AS (
  SELECT
    n.minute AS minute, n.sensor AS sensor, n.protocol AS protocol, n.client AS client,
    coalesce(r.most_servers, 0) AS learned
  FROM near_minute AS n
  LEFT JOIN learned_reach AS r
    ON r.sensor = n.sensor AND r.protocol = n.protocol AND r.client = n.client
  GROUP BY n.minute, n.sensor, n.protocol, n.client, r.most_servers
  HAVING count(*) >= :controllers AND count(*) > coalesce(r.most_servers, 0)
),
message AS (
  SELECT
    h.minute AS minute, h.protocol AS protocol, h.learned AS learned, m.ts AS ts, m.sensor AS sensor,
    m.client AS client, m.server AS server
  FROM hot AS h
  JOIN v_modbus AS m
    ON m.ts >= h.minute AND m.ts < h.minute + 120 AND m.sensor = h.sensor AND m.client = h.client
    AND m.ts >= :since - 240 AND m.ts < :until + 300
  WHERE h.protocol = 'modbus' AND m.action = 'write'
  UNION ALL
  SELECT
    h.minute AS minute, h.protocol AS protocol, h.learned AS learned, m.ts AS ts, m.sensor AS sensor,
    m.client AS client, m.server AS server
  FROM hot AS h
  JOIN v_dnp3 AS m
    ON m.ts >= h.minute AND m.ts < h.minute + 120 AND m.sensor = h.sensor AND m.client = h.client
    AND m.ts >= :since - 240 AND m.ts < :until + 300
  WHERE h.protocol = 'dnp3' AND m.action IN ('write', 'control')
  UNION ALL
  SELECT
    h.minute AS minute, h.protocol AS protocol, h.learned AS learned, m.ts AS ts, m.sensor AS sensor,
    m.client AS client, m.server AS server
  FROM hot AS h
  JOIN v_s7comm AS m
    ON m.ts >= h.minute AND m.ts < h.minute + 120 AND m.sensor = h.sensor AND m.client = h.client
    AND m.ts >= :since - 240 AND m.ts < :until + 300
  WHERE h.protocol = 's7comm' AND m.action = 'write'
  UNION ALL
  SELECT
    h.minute AS minute, h.protocol AS protocol, h.learned AS learned, m.ts AS ts, m.sensor AS sensor,
    m.client AS client, m.server AS server
  FROM hot AS h
  JOIN v_s7comm_plus AS m
    ON m.ts >= h.minute AND m.ts < h.minute + 120 AND m.sensor = h.sensor AND m.client = h.client
    AND m.ts >= :since - 240 AND m.ts < :until + 300
  WHERE h.protocol = 's7comm-plus' AND m.action = 'write'
),
-- A row a second and controller, so that a flood of writes is no flood here.
moment AS (
  SELECT sensor, protocol, client, server, max(learned) AS learned, min(ts) AS ts
  FROM message
  GROUP BY sensor, protocol, client, server, CAST(ts * 1.0 AS INTEGER)
),
together AS (
  SELECT
    a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS first_server,
    a.ts AS ts, a.learned AS learned, count(DISTINCT b.server) AS controllers
  FROM moment AS a
  JOIN moment AS b
    ON b.sensor = a.sensor
    AND b.protocol = a.protocol
    AND b.client = a.client
    AND b.ts >= a.ts
    AND b.ts <= a.ts + :window
  GROUP BY a.sensor, a.protocol, a.client, a.server, a.ts, a.learned
  HAVING count(DISTINCT b.server) >= :controllers AND count(DISTINCT b.server) > a.learned
)
SELECT
  b.ts AS ts_start,
  b.ts AS ts_end,
  b.sensor AS sensor,
  b.protocol AS protocol,
  b.client AS client,
  b.server AS server,
  b.server AS first_server,
  max(t.controllers) AS controllers,
  max(t.learned) AS learned,
  1 AS count
FROM together AS t
JOIN moment AS b
  ON b.sensor = t.sensor
  AND b.protocol = t.protocol
  AND b.client = t.client
  AND b.ts >= t.ts
  AND b.ts <= t.ts + :window
WHERE b.ts >= :since
  AND b.ts < :until
GROUP BY b.ts, b.sensor, b.protocol, b.client, b.server
