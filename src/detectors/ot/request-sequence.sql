/*---
title: Requests in an order that was never learned
level: medium
attack: [T1692.001, T0836]
reads: [v_activity, v_transition, v_sequence_hour, learned_transition, learned_sequence]
needs: [baseline]
params:
  wrong: {type: integer, default: 3, description: "transitions within a clock hour that were never learned"}
  share: {type: number, default: 0.01, description: "share of the requests of an hour that makes fewer of them tell"}
  often: {type: integer, default: 100, description: "learned times that a request must have been seen for its neighbours to be known"}
lookback: 3600
settle: 7200
shows: effect
dedup: [protocol, client, server]
message: "{client} asks {server} in an order it never did: {count} of its requests followed another than they do, such as {example} (function/unit/address/quantity)"
triage: Was the client restarted or its polling changed? If not, someone else may speak for it; compare the connections and the client's MAC address.
falsepositives:
  - A changed polling configuration
  - Two pollings of one client whose phases moved against each other
tests:
  hit, two requests of a cycle change places:
    baseline: &cycle
      sequence: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, requests: 3000, hours: 72, reliable: 1}]
      transition:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, previous: 3/1/0/10, next: 4/1/0/4, exchanges: 1000}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, previous: 4/1/0/4, next: 1/1/0/8, exchanges: 1000}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, previous: 1/1/0/8, next: 3/1/0/10, exchanges: 1000}
    rows:
      - {at: 0, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 0, quantity: 4, every: 60, times: 2}
      - {at: 1, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 10, every: 60, times: 2}
      - {at: 2, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 1, address: 0, quantity: 8, every: 60, times: 2}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 5}]
  quiet, the learned order, an unknown request in between, one slip:
    baseline: *cycle
    rows:
      - {at: 0, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 10, every: 60, times: 50}
      - {at: 1, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 0, quantity: 4, every: 60, times: 50}
      - {at: 2, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 1, address: 0, quantity: 8, every: 60, times: 50}
      - {at: 1.5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 8, quantity: 1, every: 60, times: 50}
      - {at: 30, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 0, quantity: 4}
  quiet, every sixth exchange is missing, as the sensor loses packets:
    baseline:
      sequence: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, requests: 12960, hours: 72, reliable: 1}]
      transition:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, previous: 3/1/0/10, next: 4/1/0/4, exchanges: 1000}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, previous: 4/1/0/4, next: 1/1/0/8, exchanges: 1000}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, previous: 1/1/0/8, next: 3/1/0/10, exchanges: 1000}
    rows:
      - {at: 0, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 10, every: 60, times: 50}
      - {at: 1, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 0, quantity: 4, every: 120, times: 25}
      - {at: 2, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 1, address: 0, quantity: 8, every: 60, times: 50}
  quiet, a channel without a reliable order:
    baseline:
      sequence: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, requests: 3000, hours: 72, reliable: 0}]
      transition:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, previous: 3/1/0/10, next: 4/1/0/4, exchanges: 1000}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, previous: 4/1/0/4, next: 3/1/0/10, exchanges: 1000}
    rows:
      - {at: 0, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 0, quantity: 4, every: 1, times: 9}
---*/
WITH often AS (
  SELECT
    t.sensor AS sensor, t.protocol AS protocol, t.client AS client, t.server AS server,
    t.previous AS symbol, sum(t.exchanges) AS exchanges
  FROM learned_transition AS t
  JOIN learned_sequence AS q
    ON q.sensor = t.sensor
    AND q.protocol = t.protocol
    AND q.client = t.client
    AND q.server = t.server
  WHERE q.reliable = 1
  GROUP BY t.sensor, t.protocol, t.client, t.server, t.previous
  HAVING sum(t.exchanges) >= :often
),
seen AS (
  SELECT
    t.hour AS hour, t.sensor AS sensor, t.protocol AS protocol, t.client AS client,
    t.server AS server, t.previous AS previous, t.next AS next, t.count AS count,
    t.first_ts AS first_ts, t.last_ts AS last_ts,
    sum(t.count) OVER (PARTITION BY t.hour, t.sensor, t.protocol, t.client, t.server) AS requests
  FROM v_transition AS t
  WHERE t.hour > :since - 3600
    AND t.hour < :until
),
-- Both requests are known well, only their order is not: an unknown request is told by others.
wrong AS (
  SELECT
    s.hour AS hour, s.sensor AS sensor, s.protocol AS protocol, s.client AS client,
    s.server AS server, s.previous AS previous, s.next AS next, s.count AS count,
    s.first_ts AS first_ts, s.last_ts AS last_ts, s.requests AS requests
  FROM seen AS s
  JOIN often AS p
    ON p.sensor = s.sensor
    AND p.protocol = s.protocol
    AND p.client = s.client
    AND p.server = s.server
    AND p.symbol = s.previous
  JOIN often AS n
    ON n.sensor = s.sensor
    AND n.protocol = s.protocol
    AND n.client = s.client
    AND n.server = s.server
    AND n.symbol = s.next
  LEFT JOIN learned_transition AS l
    ON l.sensor = s.sensor
    AND l.protocol = s.protocol
    AND l.client = s.client
    AND l.server = s.server
    AND l.previous = s.previous
    AND l.next = s.next
  WHERE l.client IS NULL
),
hours AS (
  SELECT
    hour, sensor, protocol, client, server, min(first_ts) AS first_ts, max(last_ts) AS last_ts,
    min(previous || ' then ' || next) AS example, sum(count) AS count, max(requests) AS requests
  FROM wrong
  GROUP BY hour, sensor, protocol, client, server
  HAVING sum(count) >= 2
),
-- Where packets are lost the order has holes: answers stand without their request, or requests are fewer
-- than the learned ones of that time.
holes AS (
  SELECT
    h.hour AS hour, h.sensor AS sensor, h.protocol AS protocol, h.client AS client,
    h.server AS server, sum(a.exchanges - a.requests) AS holes
  FROM hours AS h
  JOIN v_activity AS a
    ON a.sensor = h.sensor
    AND a.protocol = h.protocol
    AND a.client = h.client
    AND a.server = h.server
    AND a.minute >= h.hour
    AND a.minute < h.hour + 3600
  GROUP BY h.hour, h.sensor, h.protocol, h.client, h.server
)
SELECT
  h.first_ts AS ts_start,
  h.last_ts AS ts_end,
  h.sensor AS sensor,
  h.protocol AS protocol,
  h.client AS client,
  h.server AS server,
  h.example AS example,
  h.count AS count
FROM hours AS h
JOIN holes AS o
  ON o.hour = h.hour
  AND o.sensor = h.sensor
  AND o.protocol = h.protocol
  AND o.client = h.client
  AND o.server = h.server
JOIN v_sequence_hour AS q
  ON q.hour = h.hour
  AND q.sensor = h.sensor
  AND q.protocol = h.protocol
  AND q.client = h.client
  AND q.server = h.server
JOIN learned_sequence AS l
  ON l.sensor = h.sensor
  AND l.protocol = h.protocol
  AND l.client = h.client
  AND l.server = h.server
-- An hour that another follows is over; the last one is judged by what there can be of it.
LEFT JOIN v_sequence_hour AS later
  ON later.hour = h.hour + 3600
  AND later.sensor = h.sensor
  AND later.protocol = h.protocol
  AND later.client = h.client
  AND later.server = h.server
WHERE h.first_ts >= :since
  AND h.first_ts < :until
  AND q.hour > :since - 3600
  AND q.hour < :until
  AND (h.count >= :wrong OR h.count > h.requests * :share)
  AND h.count > o.holes * 2
  AND ((h.count - 1) * 0.5 + q.requests) * l.hours * 3600
    > l.requests * CASE WHEN later.hour IS NULL THEN q.last_ts - q.hour ELSE 3600 END
