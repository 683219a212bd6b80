/*---
title: Lines of a log could not be read
level: medium
reads: [v_ingest]
params:
  share: {type: number, default: 0.001, description: share of a log's rows that may be lost}
lookback: 172800
settle: 172800
dedup: [log]
message: "{count} rows of {log} could not be read, more than {share} of a file; v_rejected has them with the reason"
triage: Was the file cut or overwritten, or has Zeek been upgraded? The reasons are in v_rejected.
falsepositives:
  - A log that a program other than Zeek wrote
tests:
  hit:
    rows:
      - {table: ingest_file, id: 2, log: modbus, fingerprint: a, generation: 0, path: modbus.log, offset: 0, tail: '', line: 9, rows: 1000, stored: 9, rejected: 2, unfinished: 0, first_ts: 1700006400, last_ts: 1700007400, backwards: 0, ahead: 0, state: '{}'}
    expect: [{log: modbus, count: 2, level: medium}]
  quiet:
    rows:
      - {table: ingest_file, id: 2, log: modbus, fingerprint: a, generation: 0, path: modbus.log, offset: 0, tail: '', line: 9, rows: 1000, stored: 9, rejected: 1, unfinished: 0, first_ts: 1700006400, last_ts: 1700007400, backwards: 0, ahead: 0, state: '{}'}
---*/
SELECT
  i.first_ts AS ts_start,
  i.first_ts AS ts_end,
  i.sensor AS sensor,
  NULL AS client,
  NULL AS server,
  NULL AS protocol,
  i.log AS log,
  i.rejected AS count
FROM v_ingest AS i
WHERE i.first_ts >= :since
  AND i.first_ts < :until
  AND i.rejected > i.rows * :share
