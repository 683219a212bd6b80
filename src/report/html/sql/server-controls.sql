-- Points of one outstation that were operated.
SELECT
  client,
  block || ' ' || point AS point,
  count(*) AS times
FROM v_dnp3_control
WHERE sensor = :sensor
  AND server = :server
  AND function_code IN (4, 5, 6)
  AND point IS NOT NULL
GROUP BY client, block, point
ORDER BY times DESC
