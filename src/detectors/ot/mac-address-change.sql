/*---
title: MAC address of an OT host changed
level: high
attack: [T0830, T0848]
reads: [v_mac, v_ot_connection]
needs: [conn.mac]
params:
  known: {type: integer, default: 3, description: connections with the old MAC address within a day that make it known}
  routed: {type: integer, default: 3, description: addresses behind one MAC address from which on it is a router}
lookback: 86400
settle: 86400
dedup: [server]
message: "{server} has another MAC address, {mac} instead of {known_mac}; somebody may stand in its place"
triage: Was the device or its network card replaced, or did a redundant partner take over its address? Ask the switch at which port {mac} is.
falsepositives:
  - A replaced device
  - A redundant pair that hands over its address with its first fail-over of the day
tests:
  hit, a controller and a client:
    rows:
      - {table: conn, client: 10.0.0.1, client_mac: "aa:00:00:00:00:01", server: 10.0.0.2, server_mac: "aa:00:00:00:00:02", server_port: 502, conn_state: SF, every: 600, times: 10}
      - {at: 7000, table: conn, client: 10.0.0.1, client_mac: "aa:00:00:00:00:01", server: 10.0.0.2, server_mac: "ee:00:00:00:00:99", server_port: 502, conn_state: SF, every: 600, times: 3}
    expect: [{server: 10.0.0.2, client: null, mac: "ee:00:00:00:00:99", known_mac: "aa:00:00:00:00:02", count: 1}]
  quiet, a redundant pair that takes turns is told once at most, and here it began before:
    rows:
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_mac: "aa:00:00:00:00:02", server_port: 502, conn_state: SF, every: 600, times: 2}
      - {at: 300, table: conn, client: 10.0.0.1, server: 10.0.0.2, server_mac: "aa:00:00:00:00:03", server_port: 502, conn_state: SF, every: 600, times: 10}
  quiet, a route that changed, since many addresses stand behind one MAC address:
    rows:
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_mac: "aa:00:00:00:00:02", server_port: 502, conn_state: SF, every: 60, times: 5}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.3, server_mac: "aa:00:00:00:00:02", server_port: 502, conn_state: SF, every: 60, times: 5}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.4, server_mac: "aa:00:00:00:00:02", server_port: 502, conn_state: SF, every: 60, times: 5}
      - {at: 900, table: conn, client: 10.0.0.1, server: 10.0.0.2, server_mac: "aa:00:00:00:00:77", server_port: 502, conn_state: SF, every: 60, times: 5}
  quiet, a virtual router and an office host:
    rows:
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_mac: "00:00:5e:00:01:0a", server_port: 502, conn_state: SF, every: 60, times: 5}
      - {at: 900, table: conn, client: 10.0.0.1, server: 10.0.0.2, server_mac: "aa:00:00:00:00:02", server_port: 502, conn_state: SF, every: 60, times: 5}
      - {table: conn, client: 10.7.0.1, server: 10.7.0.2, server_mac: "aa:00:00:00:00:08", server_port: 443, conn_state: SF, every: 60, times: 5}
      - {at: 900, table: conn, client: 10.7.0.1, server: 10.7.0.2, server_mac: "aa:00:00:00:00:09", server_port: 443, conn_state: SF, every: 60, times: 5}
---*/
WITH shown AS (
  SELECT m.ts AS ts, m.sensor AS sensor, m.address AS address, m.mac AS mac
  FROM v_mac AS m
  WHERE m.ts >= :since - 86400
    AND m.ts < :until + 86400
),
ot_host AS (
  SELECT DISTINCT c.sensor AS sensor, c.server AS address
  FROM v_ot_connection AS c
  WHERE c.ts >= :since - 86400
    AND c.ts < :until
  UNION
  SELECT DISTINCT c.sensor AS sensor, c.client AS address
  FROM v_ot_connection AS c
  WHERE c.ts >= :since - 86400
    AND c.ts < :until
),
seen AS (
  SELECT
    s.ts AS ts, s.sensor AS sensor, s.address AS address, s.mac AS mac,
    lag(s.mac) OVER (PARTITION BY s.sensor, s.address ORDER BY s.ts) AS known_mac,
    count(*) OVER (
      PARTITION BY s.sensor, s.address ORDER BY s.ts RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW
    ) AS rows_of_address,
    count(*) OVER (
      PARTITION BY s.sensor, s.address, s.mac ORDER BY s.ts
      RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW
    ) AS rows_of_mac
  FROM shown AS s
  JOIN ot_host AS o ON o.sensor = s.sensor AND o.address = s.address
),
changed AS (
  SELECT
    c.ts AS ts, c.sensor AS sensor, c.address AS address, c.mac AS mac, c.known_mac AS known_mac,
    c.rows_of_address AS rows_of_address
  FROM seen AS c
  WHERE c.ts >= :since
    AND c.ts < :until
    AND c.rows_of_mac = 1
    AND c.mac <> c.known_mac
    -- Virtual routers: VRRP and HSRP.
    AND substr(lower(c.mac), 1, 14) NOT IN ('00:00:5e:00:01', '00:00:0c:07:ac')
    AND substr(lower(c.known_mac), 1, 14) NOT IN ('00:00:5e:00:01', '00:00:0c:07:ac')
),
-- Only what had one MAC address all day can be said to have changed it.
steady AS (
  SELECT
    c.ts AS ts, c.sensor AS sensor, c.address AS address, c.mac AS mac, c.known_mac AS known_mac,
    count(*) AS rows_before, count(DISTINCT s.mac) AS macs_before
  FROM changed AS c
  JOIN shown AS s
    ON s.sensor = c.sensor AND s.address = c.address AND s.ts >= c.ts - 86400 AND s.ts < c.ts
  GROUP BY c.ts, c.sensor, c.address, c.mac, c.known_mac
),
behind AS (
  SELECT
    c.ts AS ts, c.sensor AS sensor, c.address AS address, s.mac AS mac,
    count(DISTINCT s.address) AS addresses
  FROM changed AS c
  JOIN shown AS s
    ON s.sensor = c.sensor AND s.mac IN (c.mac, c.known_mac) AND s.ts >= c.ts - 86400
    AND s.ts <= c.ts + 86400
  GROUP BY c.ts, c.sensor, c.address, s.mac
),
router AS (
  SELECT b.ts AS ts, b.sensor AS sensor, b.address AS address, max(b.addresses) AS addresses
  FROM behind AS b
  GROUP BY b.ts, b.sensor, b.address
)
SELECT
  t.ts AS ts_start,
  t.ts AS ts_end,
  t.sensor AS sensor,
  NULL AS protocol,
  NULL AS client,
  t.address AS server,
  t.mac AS mac,
  t.known_mac AS known_mac,
  1 AS count
FROM steady AS t
JOIN router AS r ON r.ts = t.ts AND r.sensor = t.sensor AND r.address = t.address
WHERE t.macs_before = 1
  AND t.rows_before >= :known
  AND r.addresses < :routed
