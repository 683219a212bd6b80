/*---
title: S7comm upload or download refused
level: medium
attack: [T0843, T0845]
reads: [v_s7comm, v_activity]
lookback: 0
settle: 0
dedup: [client, server, action]
message: "{server} refused {count} {action} requests of {client} with an error"
triage: Is the PLC protected, and does somebody without the password try to read or change its program?
falsepositives:
  - An engineer who forgot the password, or asks for a block that is not there
tests:
  hit:
    rows:
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Start Upload, outcome: 53825}
      - {at: 90, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Request Download, outcome: 53825, every: 2, times: 2}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, action: upload, count: 1}
      - {client: 10.0.0.9, server: 10.0.0.2, action: program, count: 2}
  quiet, done, and other errors:
    rows:
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Start Upload, every: 2, times: 5}
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, outcome: 53825, every: 2, times: 5}
---*/
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  a.client AS client,
  a.server AS server,
  's7comm' AS protocol,
  a.action AS action,
  sum(a.exceptions) AS count
FROM v_activity AS a
WHERE a.protocol = 's7comm'
  AND a.function_code BETWEEN 26 AND 31
  AND a.exceptions > 0
  AND a.minute >= :since
  AND a.minute < :until
GROUP BY a.minute, a.sensor, a.client, a.server, a.action
