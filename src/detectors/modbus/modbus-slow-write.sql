/*---
title: Modbus write repeated over many hours
level: medium
attack: [T0836]
reads: [v_modbus, v_address_use, learned_writer]
needs: [baseline, modbus.address]
params:
  hours: {type: integer, default: 10, description: different hours of three days in which an address was written}
  times_learned: {type: number, default: 3, description: times the hours that were to be expected}
lookback: 259200
settle: 3600
dedup: [client, server, unit, address]
message: "{client} writes address {address} of {server} unit {unit} now and then: in {hours_written} of the last 72 hours, where {expected} were to be expected"
triage: One value after the other, so slowly that nobody looks? Follow the value over these days, and ask who changes it.
falsepositives:
  - A new automatic adjustment, such as a set-point that follows the weather
tests:
  hit, an address that nobody wrote:
    baseline: &operator
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      writer: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, point_table: holding, low: 40, high: 40, exchanges: 9, hours: 5, learned_days: 7}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 12, quantity: 1, every: 7900, times: 12}]
    expect: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, address: 12, count: 3}]
  hit, one that was written now and then:
    baseline: *operator
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 40, quantity: 1, every: 7900, times: 12}]
    expect: [{address: 40, count: 2}]
  quiet, nine hours, many writes within few hours, further apart than three days:
    baseline: *operator
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 12, quantity: 1, every: 7900, times: 9}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 13, quantity: 1, every: 10, times: 900}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 14, quantity: 1, every: 36000, times: 15}
  quiet, a value that was always written every other hour, and one of a log without units:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      writer:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, point_table: holding, low: 12, high: 12, exchanges: 90, hours: 80, learned_days: 7}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, point_table: coil, low: 10, high: 20, exchanges: 90, hours: 80, learned_days: 7}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 12, quantity: 1, every: 7900, times: 12}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5, address: 12, quantity: 1, every: 7900, times: 12}
  quiet, a baseline that does not know how often:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      writer: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, point_table: holding, low: 12, high: 12, exchanges: 90}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 12, quantity: 1, every: 7900, times: 12}]
---*/
WITH written AS (
  SELECT DISTINCT
    u.hour AS hour, u.sensor AS sensor, u.client AS client, u.server AS server, u.unit AS unit,
    CASE WHEN u.function_code IN (5, 15) THEN 'coil' ELSE 'holding' END AS point_table,
    u.address AS address
  FROM v_address_use AS u
  WHERE u.protocol = 'modbus'
    AND u.function_code IN (5, 6, 15, 16)
    AND u.hour >= :since - 259200
    AND u.hour < :until
),
so_far AS (
  SELECT
    hour, sensor, client, server, unit, point_table, address,
    count(*) OVER (
      PARTITION BY sensor, client, server, unit, point_table, address
      ORDER BY hour RANGE BETWEEN 255600 PRECEDING AND CURRENT ROW
    ) AS hours_written
  FROM written
),
-- Who was learned to write is known with how often; a write to several addresses counts for each of them.
learned AS (
  SELECT
    s.hour AS hour, s.sensor AS sensor, s.client AS client, s.server AS server, s.unit AS unit,
    s.point_table AS point_table, s.address AS address, s.hours_written AS hours_written,
    'poisson' AS test, coalesce(sum(w.hours * 3.0 / w.learned_days), 0.0) AS expected,
    sum(CASE WHEN w.hours = 0 THEN 1 ELSE 0 END) AS unknown
  FROM so_far AS s
  LEFT JOIN learned_writer AS w
    ON w.sensor = s.sensor
    AND w.protocol = 'modbus'
    AND w.client = s.client
    AND w.server = s.server
    AND coalesce(w.unit, s.unit, -1) = coalesce(s.unit, -1)
    AND w.point_table = s.point_table
    AND w.low <= s.address
    AND w.high >= s.address
  WHERE s.hours_written >= :hours
    AND s.hour >= :since
    AND s.hour < :until
  GROUP BY
    s.hour, s.sensor, s.client, s.server, s.unit, s.point_table, s.address, s.hours_written
)
SELECT
  l.hour AS ts_start,
  l.hour + 3600 AS ts_end,
  l.sensor AS sensor,
  l.client AS client,
  l.server AS server,
  'modbus' AS protocol,
  l.unit AS unit,
  l.address AS address,
  'write' AS action,
  l.hours_written AS hours_written,
  round(l.expected, 1) AS expected,
  1 AS count
FROM learned AS l
JOIN critical_value AS v ON v.test = l.test AND v.parameter >= l.expected
WHERE l.unknown = 0
  -- Hours with writes come in days, more unevenly than chance alone would have them.
  AND l.hours_written >= l.expected * :times_learned
GROUP BY
  l.hour, l.sensor, l.client, l.server, l.unit, l.address, l.hours_written, l.expected
HAVING l.hours_written >= min(v.value)
