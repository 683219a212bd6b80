/*---
title: DNP3 master that asks for confirmations
level: low
attack: []
reads: [v_dnp3]
needs: [dnp3.link]
dedup: [client, server]
message: "{client} asks {server} to confirm its requests ({count|request}); a master never does"
triage: Which program is it? Tools that build frames by hand set the bit, masters do not.
falsepositives:
  - A master that does not keep to the standard
tests:
  hit:
    rows:
      - {at: 5, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: 10, master: 1, function: READ, confirm: 1}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 1}
  quiet, none is asked for, and the outstation asks:
    rows:
      - {at: 5, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: 10, master: 1, function: READ, confirm: 0}
      - {at: 6, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: 10, master: 1, function: UNSOLICITED_RESPONSE, kind: unsolicited}
---*/
-- The CON bit of the application control belongs to responses (IEEE 1815-2012, clause 4).
SELECT
  m.ts AS ts_start, m.ts AS ts_end, m.sensor AS sensor, m.client AS client, m.server AS server,
  1 AS confirm_asked, 1 AS count
FROM v_dnp3 AS m
WHERE m.ts >= :since
  AND m.ts < :until
  AND m.confirm_asked = 1
