/*---
title: COTP connection without S7comm
level: low
attack: [T0885]
reads: [v_cotp, v_s7comm, v_s7comm_plus]
needs: [cotp]
params:
  within: {type: integer, default: 60, description: "seconds after the connection in which a message is waited for"}
lookback: 0
settle: 120
dedup: [client, server]
message: "{client} opened {count|COTP connection} to {server}, and no S7comm message followed: another protocol on its port, or a client that only tries whether it is let in"
triage: MMS (IEC 61850) and ICCP use the same port, and encrypted S7comm-plus cannot be read. A scanner asks for connections and leaves.
falsepositives:
  - MMS or ICCP
  - S7comm-plus over TLS
tests:
  hit:
    rows:
      - {at: 5, table: cotp_message, uid: C1, client: 10.0.0.9, server: 10.0.0.2, pdu: 14, from_client: 1}
      - {at: 5.1, table: cotp_message, uid: C1, client: 10.0.0.9, server: 10.0.0.2, pdu: 13, from_client: 0}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 1}
  quiet, S7comm follows, or S7comm-plus, and a request that was not confirmed:
    rows:
      - {at: 5, table: cotp_message, uid: C1, client: 10.0.0.9, server: 10.0.0.2, pdu: 14, from_client: 1}
      - {at: 5.1, table: cotp_message, uid: C1, client: 10.0.0.9, server: 10.0.0.2, pdu: 13, from_client: 0}
      - {at: 6, protocol: s7comm, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: Setup Communication}
      - {at: 5, table: cotp_message, uid: C2, client: 10.0.0.9, server: 10.0.0.3, pdu: 14, from_client: 1}
      - {at: 5.1, table: cotp_message, uid: C2, client: 10.0.0.9, server: 10.0.0.3, pdu: 13, from_client: 0}
      - {at: 6, protocol: s7comm-plus, uid: C2, kind: request, client: 10.0.0.9, server: 10.0.0.3, function: Explore}
      - {at: 5, table: cotp_message, uid: C3, client: 10.0.0.9, server: 10.0.0.4, pdu: 14, from_client: 1}
---*/
WITH confirmed AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.uid AS uid, m.file AS file,
    m.line AS line
  FROM v_cotp AS m
  WHERE m.ts >= :since
    AND m.ts < :until
    AND m.pdu = 13
    AND m.from_client = 0
),
spoken AS (
  SELECT c.ts AS ts, c.file AS file, c.line AS line
  FROM confirmed AS c
  JOIN v_s7comm AS s ON s.ts >= c.ts - 1 AND s.ts <= c.ts + :within AND s.sensor = c.sensor AND s.uid = c.uid
  UNION
  SELECT c.ts AS ts, c.file AS file, c.line AS line
  FROM confirmed AS c
  JOIN v_s7comm_plus AS s ON s.ts >= c.ts - 1 AND s.ts <= c.ts + :within AND s.sensor = c.sensor AND s.uid = c.uid
)
SELECT
  c.ts AS ts_start, c.ts AS ts_end, c.sensor AS sensor, c.client AS client, c.server AS server,
  13 AS pdu, 1 AS count
FROM confirmed AS c
LEFT JOIN spoken AS s ON s.ts = c.ts AND s.file = c.file AND s.line = c.line
WHERE s.ts IS NULL
