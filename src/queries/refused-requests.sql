-- Which requests do controllers refuse, and with which code?
SELECT
  sensor,
  server,
  client,
  protocol,
  function,
  outcome AS code,
  -- Modbus V1.1b3 section 7, IEEE 1815-2012 section 4.2.2.6, and the error classes of S7comm.
  CASE
    WHEN protocol = 'modbus' THEN
      CASE outcome
        WHEN 1 THEN 'illegal function'
        WHEN 2 THEN 'illegal data address'
        WHEN 3 THEN 'illegal data value'
        WHEN 4 THEN 'device failure'
        WHEN 5 THEN 'acknowledge'
        WHEN 6 THEN 'device busy'
        WHEN 8 THEN 'memory parity error'
        WHEN 10 THEN 'gateway path unavailable'
        WHEN 11 THEN 'gateway target failed to respond'
      END
    WHEN protocol = 'dnp3' THEN
      CASE outcome
        WHEN 1 THEN 'function not supported (IIN2.0)'
        WHEN 2 THEN 'object unknown (IIN2.1)'
        WHEN 4 THEN 'parameter error (IIN2.2)'
      END
    WHEN outcome >= 33024 AND outcome < 33280 THEN 'application relationship error (class 0x81)'
    WHEN outcome >= 33280 AND outcome < 33536 THEN 'object definition error (class 0x82)'
    WHEN outcome >= 33536 AND outcome < 33792 THEN 'no resources available (class 0x83)'
    WHEN outcome >= 33792 AND outcome < 34048 THEN 'error on service processing (class 0x84)'
    WHEN outcome >= 34048 AND outcome < 34304 THEN 'error on supplies (class 0x85)'
    WHEN outcome >= 34560 AND outcome < 34816 THEN 'access error (class 0x87)'
    WHEN outcome >= 53760 AND outcome < 54016 THEN 'parameter error (class 0xd2)'
  END AS meaning,
  sum(exceptions) AS refused,
  datetime(min(first_ts), 'unixepoch') AS first_seen,
  datetime(max(last_ts), 'unixepoch') AS last_seen
FROM v_activity
WHERE exceptions > 0
GROUP BY sensor, server, client, protocol, function, outcome
ORDER BY refused DESC
