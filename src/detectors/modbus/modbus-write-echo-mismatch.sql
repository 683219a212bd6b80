/*---
title: Modbus write answered with something else
level: high
attack: [T0830, T1692.002]
reads: [v_modbus, v_activity]
needs: [modbus.values]
dedup: [client, server]
message: "{server} answers {count|write} of {client} with another value or address than was written, first {function} at {first_address}"
triage: Read the register back by another way. Somebody between the two may have changed the request, or the response.
falsepositives:
  - A device that clamps a value and answers with what it took
  - A device with a faulty Modbus stack
tests:
  hit, another value in the echo:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 5, quantity: 1, request_values: "0a00", response_values: "0a00", every: 60, times: 3}
      - {at: 200, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 5, quantity: 1, request_values: "0a00", response_values: "0b00"}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, function: WRITE_SINGLE_REGISTER, first_address: 5, count: 1}]
  hit, as the bundled script says it:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, log: otsift_modbus, unit: 1, function: 16, address: 5, quantity: 2, mismatch: 1}]
    expect: [{function: WRITE_MULTIPLE_REGISTERS, count: 1}]
  quiet, a true echo, a refusal, a read, a response that was not seen:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5, address: 5, quantity: 1, request_values: "01", response_values: "01", every: 60, times: 3}
      - {at: 200, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 5, quantity: 1, request_values: "0a00", outcome: 3}
      - {at: 210, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 5, quantity: 1, response_values: "0b00"}
      - {at: 220, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, kind: request, address: 5, quantity: 1, request_values: "0a00"}
---*/
-- Modbus Application Protocol V1.1b3 sections 6.5, 6.6, 6.11, 6.12: the response echoes the request.
WITH hot AS (
  SELECT DISTINCT a.minute AS minute
  FROM v_activity AS a
  WHERE a.protocol = 'modbus'
    AND a.function_code IN (5, 6, 15, 16)
    AND a.minute >= :since
    AND a.minute < :until
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  'modbus' AS protocol,
  m.unit AS unit,
  m.function AS function,
  m.address AS first_address,
  1 AS count
FROM hot AS h
JOIN v_modbus AS m ON m.ts >= h.minute AND m.ts < h.minute + 60
WHERE m.function_code IN (5, 6, 15, 16)
  AND m.exception_code IS NULL
  AND (
    m.mismatch = 1
    OR (m.function_code IN (5, 6) AND m.request_values <> m.response_values)
  )
