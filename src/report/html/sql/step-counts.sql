-- Exchanges of one pair of hosts by function and step of the charts.
SELECT
  function,
  CAST((minute - :from) / :step AS INTEGER) AS place,
  sum(exchanges) AS exchanges,
  sum(exceptions) AS exceptions
FROM v_activity
WHERE sensor = :sensor
  AND protocol = :protocol
  AND client = :client
  AND server = :server
GROUP BY function, place
ORDER BY function, place
