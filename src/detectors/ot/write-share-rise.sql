/*---
title: Many more writes for each read
level: medium
attack: [T1692.001]
reads: [v_series, v_activity, learned_traffic]
needs: [baseline.traffic]
params:
  least: {type: integer, default: 20, description: writes and controls of a pair within an hour to be judged at all}
  share: {type: number, default: 0.1, description: share of the learned reads for each write that is too few}
  times_learned: {type: number, default: 2, description: times the writes of the busiest learned hour}
lookback: 3600
settle: 3600
dedup: [protocol, client, server]
explains: [function-share-shift]
message: "{count|write} from {client} to {server} within an hour, {ratio} reads for each; {learned_ratio} were learned"
triage: What is written, and does it change something? Ask who works at {client}; then look at the values.
falsepositives:
  - Commissioning, a recipe, a change of shift that the learned stretch did not contain
tests:
  hit, a write for each read where a hundred reads were usual:
    baseline: &reader
      traffic: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72720, hours: 200, reads: 72000, writes: 720, most_writes: 12}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 60}
      - {at: 3, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 10, times: 60}
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 60, ratio: 1, learned_ratio: 100}]
  hit, controls of DNP3:
    baseline:
      traffic: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, exchanges: 20200, hours: 200, reads: 20000, writes: 200, most_writes: 10}]
    rows:
      - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: READ, every: 60, times: 60}
      - {at: 3, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: DIRECT_OPERATE, every: 100, times: 30}
    expect: [{protocol: dnp3, count: 30}]
  quiet, twenty writes are not reached, or an hour as busy was learned:
    baseline:
      traffic:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72720, hours: 200, reads: 72000, writes: 720, most_writes: 4}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, exchanges: 72720, hours: 200, reads: 72000, writes: 720, most_writes: 40}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 100, times: 19}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 6, every: 50, times: 70}
  quiet, more of both, and a pair that only ever writes:
    baseline:
      traffic:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 7272, hours: 20, reads: 7200, writes: 72, most_writes: 5}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, exchanges: 7200, hours: 20, reads: 0, writes: 7200, most_writes: 400}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 1, times: 3000}
      - {at: 3, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 20, times: 150}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 5, every: 1, times: 3000}
---*/
-- Minutes are read only of pairs that ever write.
WITH writing AS (
  SELECT DISTINCT r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server
  FROM v_series AS r
  WHERE r.action IN ('write', 'control')
),
hours AS (
  SELECT
    a.minute - a.minute % 3600 AS hour, a.sensor AS sensor, a.protocol AS protocol, a.client AS client,
    a.server AS server, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts,
    sum(CASE WHEN a.action = 'read' THEN a.exchanges ELSE 0 END) AS reads,
    sum(CASE WHEN a.action IN ('write', 'control') THEN a.exchanges ELSE 0 END) AS writes
  FROM writing AS w
  JOIN v_activity AS a
    ON a.sensor = w.sensor AND a.protocol = w.protocol AND a.client = w.client AND a.server = w.server
  WHERE a.minute >= :since
    AND a.minute < :until + 3600
    AND a.action IN ('read', 'write', 'control')
  GROUP BY a.minute - a.minute % 3600, a.sensor, a.protocol, a.client, a.server
)
SELECT
  h.hour AS ts_start,
  h.last_ts AS ts_end,
  h.sensor AS sensor,
  h.protocol AS protocol,
  h.client AS client,
  h.server AS server,
  round(h.reads * 1.0 / h.writes, 1) AS ratio,
  round(t.reads * 1.0 / t.writes, 1) AS learned_ratio,
  h.writes AS count
FROM hours AS h
JOIN learned_traffic AS t
  ON t.sensor = h.sensor AND t.protocol = h.protocol AND t.client = h.client AND t.server = h.server
WHERE h.hour >= :since
  AND h.hour < :until
  AND h.writes >= :least
  AND h.writes > t.most_writes * :times_learned
  AND t.writes >= 5
  AND h.reads * 1.0 / h.writes < :share * t.reads * 1.0 / t.writes
