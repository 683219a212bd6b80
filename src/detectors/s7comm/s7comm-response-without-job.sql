/*---
title: S7comm answers that nobody asked for
level: medium
attack: [T0830]
reads: [v_s7comm, v_activity]
params:
  answers: {type: integer, default: 3, description: "answers without a job from one PLC to one client within a minute"}
lookback: 3660
settle: 3660
dedup: [client, server]
message: "{server} sent {client} {count|answer} that belong to no job, beside {jobs} that do: a reference that was never used, or an answer that came twice"
triage: Two answers to one job come from two hosts. Compare their MAC addresses, and what the two say.
falsepositives:
  - A sensor that loses packets
tests:
  hit:
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, every: 1, times: 30}
      - {at: 5, protocol: s7comm, kind: response, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, every: 1, times: 4}
    expect:
      - {client: 10.0.0.1, server: 10.0.0.2, count: 4, jobs: 30}
  quiet, two, and a tap that sees the PLC only:
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, every: 1, times: 30}
      - {at: 5, protocol: s7comm, kind: response, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, every: 1, times: 2}
      - {at: 5, protocol: s7comm, kind: response, client: 10.0.0.1, server: 10.0.0.3, function: Read Variable, every: 1, times: 50}
  quiet, a tap that loses packets of both, here a job and there an answer:
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, every: 1, times: 1800}
      - {at: 1, protocol: s7comm, kind: response, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, every: 13, times: 120}
      - {at: 2, protocol: s7comm, kind: request, client: 10.0.0.1, server: 10.0.0.2, function: Write Variable, every: 17, times: 90}
---*/
-- In the rollup such an answer is an exchange without a request.
-- Hardly any pair has one, and only those that do are looked at minute by minute.
WITH orphaned AS (
  SELECT DISTINCT a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 's7comm'
    -- Pushes of the PLC are no answers.
    AND a.function_code < 2048
    AND a.exchanges > a.requests
    AND a.minute >= :since
    AND a.minute < :until
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts, sum(a.requests) AS jobs,
    sum(a.exchanges) - sum(a.requests) AS orphans,
    sum(a.exchanges) - sum(a.responses) AS unanswered
  FROM orphaned AS o
  JOIN v_activity AS a
    ON a.sensor = o.sensor
    AND a.client = o.client
    AND a.server = o.server
  WHERE a.protocol = 's7comm'
    AND a.function_code < 2048
    AND a.minute >= :since - 3660
    AND a.minute < :until + 3660
  GROUP BY a.minute, a.sensor, a.client, a.server
),
around AS (
  SELECT
    minute, sensor, client, server, first_ts, last_ts, jobs, orphans,
    sum(orphans) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS all_orphans,
    sum(unanswered) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS all_unanswered,
    sum(CASE WHEN orphans > 0 THEN 1 ELSE 0 END) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS orphan_minutes
  FROM minutes
)
SELECT
  first_ts AS ts_start,
  last_ts AS ts_end,
  sensor AS sensor,
  's7comm' AS protocol,
  client AS client,
  server AS server,
  orphans AS count,
  jobs AS jobs
FROM around
WHERE orphans >= :answers
  -- Where most have no job, the tap sees one direction.
  AND orphans * 2 < jobs
  -- Who loses packets loses jobs as well as answers, and all the time.
  AND (
    orphan_minutes < 5
    OR all_unanswered * 3 < all_orphans
    OR all_unanswered > all_orphans * 3
  )
  AND minute >= :since
  AND minute < :until
