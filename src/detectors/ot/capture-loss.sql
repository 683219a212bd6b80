/*---
title: Packets lost by the sensor
level: medium
reads: [v_capture_loss]
needs: [capture_loss]
params:
  warn: {type: number, default: 1, description: per cent of packets lost in one measurement that are worth knowing}
  blind: {type: number, default: 5, description: per cent of packets lost that make silence prove nothing}
dedup: []
message: "Sensor {sensor} lost up to {percent} % of the packets; what was lost was not seen, and a missing answer proves nothing"
triage: Is the sensor or its tap overloaded, or was the traffic? A flood may be meant to blind it.
falsepositives:
  - A mirror port that carries more than its speed during a backup
tests:
  hit:
    rows:
      - {table: capture_loss, percent_lost: 2.5, peer: zeek, every: 900, times: 2}
      - {table: capture_loss, at: 1800, percent_lost: 8, peer: zeek}
    expect: [{client: null, server: null, level: high, count: 3}]
  quiet:
    rows: [{table: capture_loss, percent_lost: 0.4, every: 900, times: 10}]
---*/
SELECT
  l.ts AS ts_start,
  l.ts AS ts_end,
  l.sensor AS sensor,
  NULL AS client,
  NULL AS server,
  NULL AS protocol,
  CASE WHEN l.percent_lost > :blind THEN 'high' ELSE 'medium' END AS level,
  l.percent_lost AS percent,
  1 AS count
FROM v_capture_loss AS l
WHERE l.ts >= :since
  AND l.ts < :until
  AND l.percent_lost > :warn
