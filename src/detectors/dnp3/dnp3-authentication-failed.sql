/*---
title: DNP3 authentication failed
level: high
attack: [T0859]
reads: [v_dnp3_object]
needs: [dnp3.object]
dedup: [client, server]
message: "Authentication between {client} and {server} failed {count|time} (object group 120 variation 7)"
triage: A wrong or old key, or somebody without one? Which request was to be authenticated?
falsepositives:
  - An update key that was changed on one side only
tests:
  hit, as the bundled scripts and as ICSNPP name it:
    rows:
      - {at: 5, table: dnp3_object, client: 10.0.0.9, server: 10.0.0.2, function: 129, object: g120v7}
      - {at: 9, table: dnp3_object, client: 10.0.0.9, server: 10.0.0.2, function: 131, object: Authentication Error}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 2}
  quiet, a challenge, its reply and the status of keys:
    rows:
      - {at: 5, table: dnp3_object, client: 10.0.0.9, server: 10.0.0.2, function: 131, object: g120v1, every: 1, times: 9}
      - {at: 5, table: dnp3_object, client: 10.0.0.9, server: 10.0.0.2, function: 32, object: g120v2, every: 1, times: 9}
      - {at: 5, table: dnp3_object, client: 10.0.0.9, server: 10.0.0.2, function: 131, object: g120v5, every: 1, times: 9}
---*/
SELECT
  m.ts AS ts_start, m.ts AS ts_end, m.sensor AS sensor, m.client AS client, m.server AS server,
  m.object AS object, 1 AS count
FROM v_dnp3_object AS m
WHERE m.ts >= :since
  AND m.ts < :until
  AND (m.object = 'g120v7' OR (substr(m.object, 1, 14) = 'Authentication' AND substr(m.object, -5) = 'Error'))
