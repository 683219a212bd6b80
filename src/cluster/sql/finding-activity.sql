-- What was done in the minutes of a finding at its sensor.
SELECT
  a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server,
  a.server_port AS server_port, a.source AS source, nullIf(a.unit, -1) AS unit, a.function AS function,
  nullIf(a.sub_function, '') AS sub_function, nullIf(a.outcome, -1) AS outcome,
  a.minute AS minute, a.exchanges AS exchanges, a.requests AS requests, a.responses AS responses,
  a.exceptions AS exceptions, a.first_us AS first_us, a.last_us AS last_us
FROM activity AS a FINAL
INNER JOIN preferred_source AS h
  ON h.sensor = a.sensor
  AND h.protocol = a.protocol
  AND h.hour = a.minute - a.minute % 3600
  AND h.source = a.source
WHERE a.sensor IN (SELECT sensor FROM finding WHERE id = :id)
  AND a.minute IN (SELECT minute - minute % 60 FROM finding_atom WHERE finding = :id)
