INSERT INTO baseline_transport (baseline, sensor, protocol, client, server, transport, rows)
SELECT :baseline, sensor, service_protocol, client, server, proto, count(*)
FROM v_conn
WHERE ts >= :from AND ts < :to AND service_protocol IS NOT NULL AND proto IN ('tcp', 'udp')
GROUP BY 2, 3, 4, 5, 6
