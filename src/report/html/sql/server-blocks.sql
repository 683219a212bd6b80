-- Program blocks that were asked for at one server, by day.
SELECT
  CAST(ts / 86400 AS INTEGER) * 86400 AS day,
  client,
  function || ': ' || block_type || ' ' || block_number AS what,
  count(*) AS count
FROM v_s7comm_block
WHERE sensor = :sensor
  AND server = :server
  AND request = 1
  AND block_type IS NOT NULL
GROUP BY day, client, what
ORDER BY day, client, what
