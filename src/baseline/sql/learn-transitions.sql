INSERT INTO baseline_transition (
  baseline, sensor, protocol, client, server, previous, next, exchanges, hours
)
SELECT :baseline, sensor, protocol, client, server, previous, next, sum(count), count(*)
FROM v_transition
WHERE hour > :from - 3600 AND hour < :to AND first_ts >= :from AND last_ts < :to
GROUP BY sensor, protocol, client, server, previous, next
