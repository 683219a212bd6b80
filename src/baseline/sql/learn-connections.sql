INSERT INTO baseline_connection (
  baseline, sensor, protocol, client, server, samples, busiest_minute, busiest_failed
)
WITH counted AS (
  SELECT
    c.sensor, c.port_protocol, c.client, c.server, CAST(c.ts / 60 AS INTEGER) AS minute,
    count(*) AS connections, sum(c.failed) AS failed
  FROM v_ot_connection AS c
  WHERE c.ts >= :from AND c.ts < :to
  GROUP BY 1, 2, 3, 4, 5
)
SELECT
  :baseline, sensor, port_protocol, client, server, sum(connections), max(connections - failed),
  max(failed)
FROM counted
GROUP BY sensor, port_protocol, client, server
