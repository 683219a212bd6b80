/*---
title: Clock trouble in a log
level: low
reads: [v_ingest]
params:
  seconds: {type: integer, default: 300, description: "step back in time, or seconds in the future, that are too much"}
lookback: 172800
settle: 172800
dedup: [log]
message: "{log}: {what} by {seconds_off} s; times in findings may be off"
triage: Does the sensor take its time from a server? Compare it with another sensor. v_ingest names the files.
falsepositives:
  - Logs of several sensors in one file
  - A log that was copied from a machine whose clock differs
tests:
  hit:
    rows:
      - {table: ingest_file, id: 2, log: modbus, fingerprint: a, generation: 0, path: modbus.log, offset: 0, tail: '', line: 9, rows: 9, stored: 9, rejected: 0, unfinished: 0, first_ts: 1700006400, last_ts: 1700007400, backwards: 400, ahead: 0, state: '{}'}
      - {table: ingest_file, id: 3, log: conn, fingerprint: a, generation: 0, path: conn.log, offset: 0, tail: '', line: 9, rows: 9, stored: 9, rejected: 0, unfinished: 0, first_ts: 1700006400, last_ts: 1700007400, backwards: 0, ahead: 5000, state: '{}'}
    expect:
      - {log: modbus, what: a step back in time, seconds_off: 400}
      - {log: conn, seconds_off: 5000}
  quiet, conn.log is written when a connection ends:
    rows:
      - {table: ingest_file, id: 2, log: conn, fingerprint: a, generation: 0, path: conn.log, offset: 0, tail: '', line: 9, rows: 9, stored: 9, rejected: 0, unfinished: 0, first_ts: 1700006400, last_ts: 1700007400, backwards: 4000, ahead: 20, state: '{}'}
---*/
SELECT
  i.first_ts AS ts_start,
  i.first_ts AS ts_end,
  i.sensor AS sensor,
  NULL AS client,
  NULL AS server,
  NULL AS protocol,
  i.log AS log,
  CASE
    WHEN i.ahead > :seconds THEN 'its last row is later than the file was written'
    ELSE 'a step back in time'
  END AS what,
  CASE WHEN i.ahead > :seconds THEN i.ahead ELSE i.backwards END AS seconds_off,
  1 AS count
FROM v_ingest AS i
WHERE i.first_ts >= :since
  AND i.first_ts < :until
  AND (
    i.ahead > :seconds
    -- Zeek writes these in order; a conn row comes when the connection ends, modbus_detailed when it is matched.
    OR (i.backwards > :seconds AND i.log IN ('modbus', 'dnp3', 's7comm'))
  )
