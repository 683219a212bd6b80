-- A minute counts for itself and for the one before: what is commanded within seconds lies in one or two.
INSERT INTO baseline_reach (baseline, sensor, protocol, client, commands, most_servers)
WITH commanded AS MATERIALIZED (
  SELECT a.minute, a.sensor, a.protocol, a.client, a.server, sum(a.exchanges) AS commands
  FROM v_activity AS a
  WHERE a.minute >= :from
    AND a.minute < :to
    AND a.action IN ('write', 'control')
  GROUP BY a.minute, a.sensor, a.protocol, a.client, a.server
  HAVING sum(a.exchanges) > 0
),
near AS (
  SELECT minute, sensor, protocol, client, server FROM commanded
  UNION
  SELECT minute - 60, sensor, protocol, client, server FROM commanded
),
at_once AS (
  SELECT sensor, protocol, client, minute, count(*) AS servers
  FROM near
  GROUP BY sensor, protocol, client, minute
),
most AS (
  SELECT sensor, protocol, client, max(servers) AS servers
  FROM at_once
  GROUP BY sensor, protocol, client
)
SELECT :baseline, c.sensor, c.protocol, c.client, sum(c.commands), max(m.servers)
FROM commanded AS c
JOIN most AS m USING (sensor, protocol, client)
GROUP BY c.sensor, c.protocol, c.client
