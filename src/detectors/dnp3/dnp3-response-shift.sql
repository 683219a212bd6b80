/*---
title: DNP3 response with more points than learned
shows: effect
level: medium
attack: [T1692.002]
reads: [v_dnp3_object, learned_object]
needs: [baseline.object, dnp3.object]
params:
  least_learned: {type: integer, default: 20, description: learned responses with the object to know its points}
  times_learned: {type: number, default: 3, description: times the largest learned number of objects at once}
  count: {type: integer, default: 10, description: objects at once that it must be more at least}
dedup: [client, server, object]
message: "{server} answers {client} with {object} {low} to {high}, {objects} at once, {count|time}; {learned_low} to {learned_high}, at most {learned_count}, were learned"
triage: Was the outstation given more points, or does another device answer in its place? Compare with its configuration.
falsepositives:
  - A changed configuration of the outstation
  - A flood of events after an outage
tests:
  hit, points that it never had:
    baseline: &eight
      object:
        - {client: 10.0.0.1, server: 10.0.0.2, function_code: 129, object: 32-Bit Analog Input, times: 900, low_index: 0, high_index: 7, largest_count: 8, steady_range: 1}
        - {client: 10.0.0.1, server: 10.0.0.2, function_code: 129, object: Binary Input Change With Time, times: 900, low_index: null, high_index: null, largest_count: 4, steady_range: 1}
    rows:
      - {table: dnp3_object, item: 0, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: 32-Bit Analog Input, count: 8, range_low: 0, range_high: 7, every: 10, times: 30}
      - {table: dnp3_object, item: 0, at: 5, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: 32-Bit Analog Input, count: 16, range_low: 0, range_high: 15, every: 10, times: 3}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, object: 32-Bit Analog Input, count: 3, high: 15, learned_high: 7}]
  hit, many more events at once:
    baseline: *eight
    rows: [{table: dnp3_object, item: 0, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: Binary Input Change With Time, count: 100}]
    expect: [{object: Binary Input Change With Time, count: 1}]
  quiet, some of the points, some more events, what the master asks for, points that come and go, an object that is new:
    baseline:
      object:
        - {client: 10.0.0.1, server: 10.0.0.2, function_code: 129, object: 32-Bit Analog Input, times: 900, low_index: 0, high_index: 7, largest_count: 8, steady_range: 1}
        - {client: 10.0.0.1, server: 10.0.0.2, function_code: 129, object: Binary Input Change With Time, times: 900, low_index: null, high_index: null, largest_count: 4, steady_range: 1}
        - {client: 10.0.0.1, server: 10.0.0.2, function_code: 129, object: 32-Bit Binary Counter, times: 900, low_index: 0, high_index: 7, largest_count: 8, steady_range: 0}
        - {client: 10.0.0.1, server: 10.0.0.2, function_code: 129, object: 16-Bit Binary Counter, times: 9, low_index: 0, high_index: 7, largest_count: 8, steady_range: 1}
    rows:
      - {table: dnp3_object, item: 0, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: 32-Bit Analog Input, count: 2, range_low: 3, range_high: 4}
      - {table: dnp3_object, item: 1, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: Binary Input Change With Time, count: 11}
      - {table: dnp3_object, item: 2, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: 32-Bit Analog Input, count: 99, range_low: 0, range_high: 98}
      - {table: dnp3_object, item: 3, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: 32-Bit Binary Counter, count: 99, range_low: 0, range_high: 98}
      - {table: dnp3_object, item: 4, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: 16-Bit Binary Counter, count: 99, range_low: 0, range_high: 98}
      - {table: dnp3_object, item: 5, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: Octet String, count: 99, range_low: 0, range_high: 98}
---*/
SELECT
  o.ts AS ts_start,
  o.ts AS ts_end,
  o.sensor AS sensor,
  'dnp3' AS protocol,
  o.client AS client,
  o.server AS server,
  o.function_code AS function_code,
  o.object AS object,
  o.range_low AS low,
  o.range_high AS high,
  o.count AS objects,
  l.low_index AS learned_low,
  l.high_index AS learned_high,
  l.largest_count AS learned_count,
  1 AS count
FROM v_dnp3_object AS o
JOIN learned_object AS l
  ON l.sensor = o.sensor
  AND l.client = o.client
  AND l.server = o.server
  AND l.function_code = o.function_code
  AND l.object = o.object
WHERE o.ts >= :since
  AND o.ts < :until
  AND o.function_code IN (129, 130)
  AND l.times >= :least_learned
  AND l.steady_range = 1
  AND (
    -- Objects with a prefix, such as events, have no range, and something else in its place.
    (o.range_low <= o.range_high AND (o.range_high > l.high_index OR o.range_low < l.low_index))
    OR (o.count > l.largest_count * :times_learned AND o.count >= l.largest_count + :count)
  )
