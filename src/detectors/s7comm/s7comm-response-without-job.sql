/*---
title: S7comm answers that nobody asked for
level: medium
attack: [T0830]
reads: [v_s7comm, v_activity]
params:
  answers: {type: integer, default: 3, description: "answers without a job from one PLC to one client within a minute"}
lookback: 0
settle: 0
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
---*/
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  's7comm' AS protocol,
  a.client AS client,
  a.server AS server,
  sum(a.exchanges) - sum(a.requests) AS count,
  sum(a.requests) AS jobs
FROM v_activity AS a
WHERE a.protocol = 's7comm'
  -- Pushes of the PLC are no answers.
  AND a.function_code < 2048
  AND a.minute >= :since
  AND a.minute < :until
GROUP BY a.minute, a.sensor, a.client, a.server
HAVING sum(a.exchanges) - sum(a.requests) >= :answers
  -- Where most have no job, the tap sees one direction.
  AND (sum(a.exchanges) - sum(a.requests)) * 2 < sum(a.requests)
