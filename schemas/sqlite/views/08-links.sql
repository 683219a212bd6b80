-- What the active baseline knows of DNP3 link addresses and of transports.

CREATE VIEW learned_link AS
SELECT l.sensor, l.client, l.server, l.master, l.outstation, l.exchanges
FROM baseline AS b
CROSS JOIN baseline_link AS l ON l.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_transport AS
SELECT t.sensor, t.protocol, t.client, t.server, t.transport, t.rows
FROM baseline AS b
CROSS JOIN baseline_transport AS t ON t.baseline = b.id
WHERE b.active = 1;
