/*---
title: Requests poured in without waiting for an answer
level: high
attack: [T0814]
aliases: [flooded]
reads: [v_conn]
needs: [conn]
params:
  bytes: {type: integer, default: 8192, description: bytes of requests on one connection that are too many without one byte of an answer}
lookback: 60
settle: 0
dedup: [protocol, client, server]
message: "{client} poured {kilobytes} kB of {protocol} into {server} on {count|connection} and got no byte back: a client that waits for answers cannot"
triage: Does {server} still answer its own client? Who is {client}?
falsepositives:
  - A server that hangs and a client that goes on regardless
tests:
  hit:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, history: ShADa, duration: 60, client_bytes: 65390, server_bytes: 0, server_packets: 273}
    expect:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, count: 1, level: high}
  quiet, answered, little, and a tap that does not see the server:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, history: ShADad, duration: 60, client_bytes: 65390, server_bytes: 40000, server_packets: 273}
      - {at: 5, table: conn, uid: C2, client: 10.0.0.9, server: 10.0.0.3, server_port: 20000, service: dnp3_tcp, history: ShADa, duration: 60, client_bytes: 600, server_bytes: 0, server_packets: 9}
      - {at: 5, table: conn, uid: C3, client: 10.0.0.9, server: 10.0.0.4, server_port: 502, service: modbus, history: SAD, duration: 60, client_bytes: 65390, server_bytes: 0, server_packets: 0}
---*/
-- The server's packets are seen, and they carry nothing: acknowledgements of TCP only.
SELECT
  c.ts AS ts_start,
  c.ts_end AS ts_end,
  c.sensor AS sensor,
  c.client AS client,
  c.server AS server,
  c.service_protocol AS protocol,
  round(c.client_bytes / 1000.0) AS kilobytes,
  1 AS count
FROM v_conn AS c
WHERE c.ts >= :since
  AND c.ts < :until
  AND c.service_protocol IS NOT NULL
  AND c.client_bytes >= :bytes
  AND c.server_bytes = 0
  AND c.server_packets > 0
  AND replace(c.history, 'a', '') <> c.history
