/*---
title: Poll interval unsteady
level: medium
attack: [T0830, T0815]
reads: [v_ot, v_interval, learned_poll]
needs: [baseline]
params:
  least: {type: integer, default: 20, description: intervals of a poll within an hour to be judged at all}
  share: {type: number, default: 0.3, description: share of them outside the learned interval that is unsteady}
  covered: {type: number, default: 0.5, description: share of the learned stretch that a poll must have filled}
lookback: 3600
settle: 3600
shows: effect
dedup: [protocol, client, server]
explains: [poll-interval-change]
message: "{client} polls {server} unsteadily: {count} intervals of {function} are shorter or longer than the learned {period} s within an hour, of {all_intervals}"
triage: Is the network or the client overloaded? A host that relays the connection delays each request anew.
falsepositives:
  - A client or network under load
  - A poll that operators send by hand beside the regular one
tests:
  hit:
    baseline:
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 900, share: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 6, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 20, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 26, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 40, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 46, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 60, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 66, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 80, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 90, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 15}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 8, all_intervals: 23}]
  quiet, lost polls are only longer:
    baseline:
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 900, share: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 20, times: 30}
      - {at: 590, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 30}
  quiet, phases:
    baseline:
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}]
      poll:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 500, share: 0.6}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 2, period: 2, spread: 0.1, intervals: 400, share: 0.4}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 30}
      - {at: 292, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 2, times: 30}
---*/
WITH band AS (
  SELECT
    p.sensor AS sensor, p.protocol AS protocol, p.client AS client, p.server AS server, p.unit AS unit,
    p.function_code AS function_code, p.sub_function AS sub_function, p.address AS address,
    p.period AS period, p.phase AS phase, p.share AS share, p.period - p.tolerance AS low,
    p.period + p.tolerance AS high
  FROM learned_poll AS p
  WHERE p.clear = 1
    AND p.covered >= :covered
),
-- A bin counts as outside where no part of it touches what was learned.
binned AS (
  SELECT
    i.hour AS hour, i.sensor AS sensor, i.protocol AS protocol, i.client AS client, i.server AS server,
    i.unit AS unit, i.function_code AS function_code, i.function AS function, i.address AS address,
    coalesce(i.sub_function, '') AS sub_function, i.bin AS bin, i.intervals AS intervals,
    sum(b.share) AS learned_share,
    min(CASE WHEN b.phase = 1 THEN b.period END) AS period,
    max(CASE WHEN i.high > b.low AND i.low < b.high THEN 1 ELSE 0 END) AS touches,
    max(CASE WHEN b.phase = 1 AND i.high <= b.low THEN 1 ELSE 0 END) AS shorter
  FROM v_interval AS i
  JOIN band AS b
    ON b.sensor = i.sensor
    AND b.protocol = i.protocol
    AND b.client = i.client
    AND b.server = i.server
    AND coalesce(b.unit, -1) = coalesce(i.unit, -1)
    AND b.function_code = i.function_code
    AND b.sub_function = coalesce(i.sub_function, '')
    AND coalesce(b.address, -1) = coalesce(i.address, -1)
  WHERE i.hour > :since - 3600
    AND i.hour < :until
  GROUP BY
    i.hour, i.sensor, i.protocol, i.client, i.server, i.unit, i.function_code, i.function, i.address,
    coalesce(i.sub_function, ''), i.bin, i.intervals
),
hours AS (
  SELECT
    hour, sensor, protocol, client, server, unit, function_code, function, address, sub_function,
    min(period) AS period, min(learned_share) AS learned_share, sum(intervals) AS all_intervals,
    sum(CASE WHEN touches = 0 AND shorter = 1 THEN intervals ELSE 0 END) AS shorter,
    sum(CASE WHEN touches = 0 AND shorter = 0 THEN intervals ELSE 0 END) AS longer
  FROM binned
  GROUP BY
    hour, sensor, protocol, client, server, unit, function_code, function, address, sub_function
)
SELECT
  hour AS ts_start,
  hour + 3600 AS ts_end,
  sensor AS sensor,
  protocol AS protocol,
  client AS client,
  server AS server,
  unit AS unit,
  function_code AS function_code,
  function AS function,
  address AS address,
  round(period, 3) AS period,
  all_intervals AS all_intervals,
  shorter + longer AS count
FROM hours
WHERE all_intervals >= :least
  AND shorter + longer >= all_intervals * :share
  -- Some were outside while learning, too.
  AND shorter + longer >= all_intervals * (1.0 - learned_share) * 3.0
  AND shorter >= all_intervals * 0.1
  AND longer >= all_intervals * 0.1
  AND hour >= :since
  AND hour < :until
