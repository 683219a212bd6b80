/*---
title: S7comm status list that this client never read
level: medium
attack: [T0888]
reads: [v_s7comm_szl, learned_szl]
needs: [baseline, s7comm.szl]
dedup: [client, server, szl]
message: "{client} reads {what} from {server}, {count|time}; the baseline does not have it for the two (SZL {szl})"
triage: Is the client an engineering station? Who asks for mode and protection level finds out whether the PLC can be stopped or rewritten.
falsepositives:
  - An engineering station that goes online
  - An asset inventory
tests:
  hit, operating mode, protection, diagnostic buffer, another list:
    baseline:
      szl: [{client: 10.0.0.1, server: 10.0.0.2, szl: 1060, reads: 9}]
    rows:
      - {at: 5, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 1060}
      - {at: 6, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 562}
      - {at: 7, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 160, every: 5, times: 2}
      - {at: 8, table: s7comm_szl, client: 10.0.0.9, server: 10.0.0.2, request: 1, szl: 17}
    expect:
      - {szl: 1060, what: the operating mode, attack: T0868, count: 1, level: medium}
      - {szl: 562, what: the protection level, attack: T0888}
      - {szl: 160, what: the diagnostic buffer, attack: "T0801,T0888", count: 2}
      - {szl: 17, what: a status list, attack: T0888, level: low}
  quiet, learned for the two, and answers:
    baseline:
      szl: [{client: 10.0.0.1, server: 10.0.0.2, szl: 1060, reads: 9}]
    rows:
      - {at: 5, table: s7comm_szl, client: 10.0.0.1, server: 10.0.0.2, request: 1, szl: 1060, every: 5, times: 9}
      - {at: 6, table: s7comm_szl, client: 10.0.0.1, server: 10.0.0.2, request: 0, szl: 160}
---*/
-- The low byte is the number of the list, the high byte which part of it. 0x19 and 0x74 are LEDs, among them
-- RUN and STOP; 0x24 operating modes, 0x32 communication with the protection level at index 4, 0xA0 events.
WITH asked AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.szl AS szl, m.szl % 256 AS list
  FROM v_s7comm_szl AS m
  LEFT JOIN learned_szl AS l
    ON l.sensor = m.sensor AND l.client = m.client AND l.server = m.server AND l.szl = m.szl
  WHERE m.ts >= :since
    AND m.ts < :until
    AND m.request = 1
    AND m.szl IS NOT NULL
    AND l.szl IS NULL
)
SELECT
  ts AS ts_start, ts AS ts_end, sensor AS sensor, client AS client, server AS server, szl AS szl,
  's7comm' AS protocol,
  1 AS request,
  CASE
    WHEN list IN (25, 36, 116) THEN 'the operating mode'
    WHEN list = 50 THEN 'the protection level'
    WHEN list = 160 THEN 'the diagnostic buffer'
    ELSE 'a status list'
  END AS what,
  CASE WHEN list IN (25, 36, 116) THEN 'T0868' WHEN list = 160 THEN 'T0801,T0888' ELSE 'T0888' END AS attack,
  CASE WHEN list IN (25, 36, 50, 116, 160) THEN 'medium' ELSE 'low' END AS level,
  1 AS count
FROM asked
