-- Sessions that began and ended in the stretch; one that nobody answered is none.
INSERT INTO baseline_session (
  baseline, sensor, protocol, client, server, sessions, resets, most_resets, p01_seconds, p99_seconds,
  p01_bytes, p99_bytes
)
WITH session AS MATERIALIZED (
  SELECT
    sensor, coalesce(service_protocol, port_protocol) AS protocol, client, server, ts,
    coalesce(duration, 0) AS seconds, coalesce(client_bytes, 0) + server_bytes AS bytes,
    CASE WHEN conn_state IN ('RSTR', 'RSTRH') THEN 1 ELSE 0 END AS reset
  FROM v_conn
  WHERE ts >= :from
    AND ts_end < :to
    AND server_bytes > 0
    AND coalesce(service_protocol, port_protocol) IS NOT NULL
),
ordered AS (
  SELECT
    *, row_number() OVER (by_pair ORDER BY seconds) AS seconds_place,
    row_number() OVER (by_pair ORDER BY bytes) AS bytes_place, count(*) OVER by_pair AS sessions
  FROM session
  WINDOW by_pair AS (PARTITION BY sensor, protocol, client, server)
),
by_hour AS (
  SELECT sensor, protocol, client, server, sum(reset) AS resets
  FROM session
  GROUP BY sensor, protocol, client, server, CAST(ts / 3600 AS INTEGER)
),
most AS (
  SELECT sensor, protocol, client, server, max(resets) AS resets
  FROM by_hour
  GROUP BY sensor, protocol, client, server
)
SELECT
  :baseline, o.sensor, o.protocol, o.client, o.server, max(o.sessions), sum(o.reset),
  CAST(max(m.resets) * max(1.0, 3600.0 / (:to - :from)) AS INTEGER),
  min(CASE WHEN o.seconds_place * 100 >= o.sessions THEN o.seconds END),
  min(CASE WHEN o.seconds_place * 100 >= o.sessions * 99 THEN o.seconds END),
  min(CASE WHEN o.bytes_place * 100 >= o.sessions THEN o.bytes END),
  min(CASE WHEN o.bytes_place * 100 >= o.sessions * 99 THEN o.bytes END)
FROM ordered AS o
JOIN most AS m USING (sensor, protocol, client, server)
GROUP BY o.sensor, o.protocol, o.client, o.server
