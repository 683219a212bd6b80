-- Times between the polls of one pair of hosts, by poll, step and bin; the shortest first.
SELECT
  function || coalesce(' unit ' || unit, '') || coalesce(' from ' || address, '') AS name,
  CAST((hour - :from) / :step AS INTEGER) AS place,
  bin,
  sum(intervals) AS intervals,
  sum(seconds) AS seconds
FROM v_interval
WHERE sensor = :sensor
  AND protocol = :protocol
  AND client = :client
  AND server = :server
GROUP BY name, place, bin
ORDER BY name, place, bin
