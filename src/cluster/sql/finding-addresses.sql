-- Addresses used in the hours of a finding at its sensor.
SELECT
  a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server,
  a.server_port AS server_port, a.source AS source, nullIf(a.unit, -1) AS unit, a.function AS function,
  nullIf(a.sub_function, '') AS sub_function, nullIf(a.outcome, -1) AS outcome,
  a.hour AS hour, a.address AS address, a.quantity AS quantity, a.exchanges AS exchanges
FROM address_use AS a FINAL
INNER JOIN preferred_source AS h
  ON h.sensor = a.sensor
  AND h.protocol = a.protocol
  AND h.hour = a.hour
  AND h.source = a.source
WHERE a.sensor IN (SELECT sensor FROM finding WHERE id = :id)
  AND a.hour IN (SELECT minute - minute % 3600 FROM finding_atom WHERE finding = :id)
