SELECT ts, file, line, source, kind, unit, function, sub_function, outcome, address, quantity,
  request_values, response_values
FROM modbus_message
WHERE ts = ? AND file = ? AND line = ?
