-- What follows from the site policy.

-- Values of mapped points in engineering units: one row for each stretch of a minute in which it stayed the same.
CREATE VIEW v_point_value AS
SELECT
  v.ts, v.until, c.sensor, 'modbus' AS protocol, c.client, c.server, v.unit, v.function AS function_code,
  coalesce(f.name, 'unknown-' || v.function) AS function, p.id AS point, p.name, p.point_table, p.address,
  CASE v.written WHEN 0 THEN 'read' WHEN 1 THEN 'written' ELSE 'unanswered' END AS access,
  v.value, p.engineering_unit, p.min, p.max, p.max_rate, p.setpoint, p.alarm_limit, n.uid, v.file, v.line
FROM point_value AS v
CROSS JOIN policy_point AS p ON p.id = v.point
CROSS JOIN connection AS n ON n.id = v.connection
CROSS JOIN channel AS c ON c.id = n.channel
CROSS JOIN source_hour AS s
  ON s.sensor = c.sensor
  AND s.protocol = 'modbus'
  AND s.hour = CAST(v.ts / 3600 AS INTEGER) * 3600
  AND s.source = v.source
  AND s.preferred = 1
LEFT JOIN function_code AS f
  ON f.protocol = 'modbus' AND f.code = v.function AND f.sub_function = '';

-- What the policy in force says, with the names that findings speak.
CREATE VIEW v_asset AS
SELECT address, NULL AS unit, name, role, safety, critical
FROM policy_asset
UNION ALL
SELECT address, unit, name, NULL AS role, safety, critical
FROM policy_unit;
