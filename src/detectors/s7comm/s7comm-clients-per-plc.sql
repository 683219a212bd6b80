/*---
title: Many S7comm clients at one PLC
level: medium
attack: [T0848]
aliases: [multiple_sources_to_plc]
reads: [v_s7comm, v_activity, v_series]
needs: [s7comm|s7comm-plus]
params:
  clients: {type: integer, default: 3, description: "different clients of one PLC within an hour that are still usual"}
lookback: 7200
settle: 0
dedup: [server]
message: "{clients} different S7comm clients talked to {server} within an hour ({usual} are usual); the last to come was {last}"
triage: Which of them is no HMI, no engineering station and no data collector of this PLC?
falsepositives:
  - A PLC with many HMI panels; a baseline learns how many
tests:
  hit, the fourth:
    rows:
      - {protocol: s7comm, client: 10.0.0.5, server: 10.0.0.2, function: Read Variable, every: 10, times: 200}
      - {protocol: s7comm, client: 10.0.0.6, server: 10.0.0.2, function: Read Variable, every: 10, times: 200}
      - {protocol: s7comm, client: 10.0.0.7, server: 10.0.0.2, function: Read Variable, every: 10, times: 200}
      - {at: 1000, protocol: s7comm, client: 10.0.0.8, server: 10.0.0.2, function: Read Variable, every: 10, times: 100}
    expect:
      - {server: 10.0.0.2, clients: 4, last: 10.0.0.8}
  hit, one more than learned:
    baseline:
      channel:
        - {protocol: s7comm, client: 10.0.0.3, server: 10.0.0.2, exchanges: 500}
        - {protocol: s7comm, client: 10.0.0.4, server: 10.0.0.2, exchanges: 500}
        - {protocol: s7comm, client: 10.0.0.5, server: 10.0.0.2, exchanges: 500}
        - {protocol: s7comm, client: 10.0.0.6, server: 10.0.0.2, exchanges: 500}
    rows:
      - {protocol: s7comm, client: 10.0.0.3, server: 10.0.0.2, function: Read Variable}
      - {protocol: s7comm, client: 10.0.0.4, server: 10.0.0.2, function: Read Variable}
      - {protocol: s7comm, client: 10.0.0.5, server: 10.0.0.2, function: Read Variable}
      - {protocol: s7comm, client: 10.0.0.6, server: 10.0.0.2, function: Read Variable}
      - {at: 600, protocol: s7comm, client: 10.0.0.7, server: 10.0.0.2, function: Read Variable}
    expect:
      - {clients: 5, usual: 4}
  quiet, three, and one after another:
    rows:
      - {protocol: s7comm, client: 10.0.0.5, server: 10.0.0.2, function: Read Variable, every: 10, times: 20}
      - {protocol: s7comm, client: 10.0.0.6, server: 10.0.0.2, function: Read Variable, every: 10, times: 2000}
      - {protocol: s7comm, client: 10.0.0.7, server: 10.0.0.2, function: Read Variable, every: 10, times: 2000}
      - {at: 9000, protocol: s7comm, client: 10.0.0.8, server: 10.0.0.2, function: Read Variable, every: 10, times: 100}
  quiet, all learned:
    baseline:
      channel:
        - {protocol: s7comm, client: 10.0.0.3, server: 10.0.0.2, exchanges: 500}
        - {protocol: s7comm, client: 10.0.0.4, server: 10.0.0.2, exchanges: 500}
        - {protocol: s7comm, client: 10.0.0.5, server: 10.0.0.2, exchanges: 500}
        - {protocol: s7comm, client: 10.0.0.6, server: 10.0.0.2, exchanges: 500}
    rows:
      - {protocol: s7comm, client: 10.0.0.3, server: 10.0.0.2, function: Read Variable}
      - {protocol: s7comm, client: 10.0.0.4, server: 10.0.0.2, function: Read Variable}
      - {protocol: s7comm, client: 10.0.0.5, server: 10.0.0.2, function: Read Variable}
      - {protocol: s7comm, client: 10.0.0.6, server: 10.0.0.2, function: Read Variable}
---*/
WITH learned AS (
  SELECT c.sensor AS sensor, c.server AS server, count(DISTINCT c.client) AS clients
  FROM learned_channel AS c
  WHERE c.protocol IN ('s7comm', 's7comm-plus')
  GROUP BY c.sensor, c.server
),
-- Hardly any, and minutes are read for these only.
crowded AS (
  SELECT r.sensor AS sensor, r.server AS server
  FROM v_series AS r
  WHERE r.protocol IN ('s7comm', 's7comm-plus')
  GROUP BY r.sensor, r.server
  HAVING count(DISTINCT r.client) > :clients
),
present AS (
  SELECT DISTINCT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM crowded AS p
  JOIN v_activity AS a ON a.sensor = p.sensor AND a.server = p.server
  WHERE a.protocol IN ('s7comm', 's7comm-plus')
    AND a.minute >= :since - 7200
    AND a.minute < :until
),
-- Only the minute in which a client comes, after an hour without it, is a moment.
seen AS (
  SELECT
    minute, sensor, client, server,
    max(minute) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 60 PRECEDING
    ) AS before
  FROM present
),
crowd AS (
  SELECT
    s.minute AS minute, s.sensor AS sensor, s.client AS client, s.server AS server,
    count(DISTINCT p.client) AS clients
  FROM seen AS s
  JOIN present AS p
    ON p.sensor = s.sensor
    AND p.server = s.server
    AND p.minute >= s.minute - 3600
    AND p.minute <= s.minute
  WHERE s.before IS NULL
    AND s.minute >= :since
  GROUP BY s.minute, s.sensor, s.client, s.server
),
judged AS (
  SELECT
    c.minute AS minute, c.sensor AS sensor, c.client AS client, c.server AS server, c.clients AS clients,
    CASE WHEN learned.clients > :clients THEN learned.clients ELSE :clients END AS usual
  FROM crowd AS c
  LEFT JOIN learned ON learned.sensor = c.sensor AND learned.server = c.server
)
SELECT
  minute AS ts_start,
  minute + 60 AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  1 AS count,
  clients AS clients,
  usual AS usual,
  client AS last
FROM judged
WHERE clients > usual
