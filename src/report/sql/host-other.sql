-- What else one host does on the network: its connections by side, port and service; OT protocols are told apart.
SELECT
  sensor,
  CASE WHEN client = :address THEN 'client' ELSE 'server' END AS side,
  CASE WHEN client = :address THEN server ELSE client END AS other,
  proto,
  server_port,
  coalesce(service, '') AS service,
  count(*) AS connections,
  max(ts) AS last_ts
FROM v_conn
WHERE (client = :address OR server = :address)
  AND port_protocol IS NULL
GROUP BY sensor, side, other, proto, server_port, service
ORDER BY connections DESC
LIMIT 20
