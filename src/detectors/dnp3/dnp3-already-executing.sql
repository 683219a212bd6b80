/*---
title: DNP3 outstation told to do again what it is doing
level: medium
attack: [T0806]
reads: [v_dnp3]
params:
  times: {type: integer, default: 3, description: "answers with IIN2.4 from one outstation to one master within 60 s"}
lookback: 120
settle: 60
shows: effect
dedup: [client, server]
message: "{server} answered {client} {count|time} that it is already executing the request (IIN2.4), {times} or more within a minute"
triage: Which request is repeated? A program that does not wait for an operation to end, or one that hammers.
falsepositives:
  - A master whose time-out is shorter than the operation takes
tests:
  hit:
    rows:
      - {at: 55, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: OPERATE, iin: 16, every: 5, times: 3}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 3}
  quiet, too slow, and other indications:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: OPERATE, iin: 16, every: 40, times: 9}
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: OPERATE, iin: 36608, every: 1, times: 9}
---*/
WITH told AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server,
    count(*) OVER (
      PARTITION BY m.sensor, m.client, m.server ORDER BY m.ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM v_dnp3 AS m
  WHERE m.iin_already_executing = 1
    AND m.ts >= :since - 120
    AND m.ts < :until + 60
),
reached AS (
  SELECT
    ts, sensor, client, server,
    max(so_far) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM told
)
SELECT
  ts AS ts_start, ts AS ts_end, sensor AS sensor, client AS client, server AS server,
  1 AS iin_already_executing, 1 AS count
FROM reached
WHERE most >= :times
  AND ts >= :since
  AND ts < :until
