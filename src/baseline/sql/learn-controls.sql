INSERT INTO baseline_control (
  baseline, sensor, client, server, block, point, operation, trip_close, most_executions, longest_on,
  longest_off, cleared, controls
)
SELECT :baseline, sensor, client, server, coalesce(block, ''), point, coalesce(operation, ''),
  coalesce(trip_close, ''), max(coalesce(execute_count, 0)), max(coalesce(on_time, 0)),
  max(coalesce(off_time, 0)), max(coalesce(clear, 0)), count(*)
FROM v_dnp3_control
WHERE ts >= :from AND ts < :to AND point IS NOT NULL AND function_code IN (3, 4, 5, 6)
GROUP BY 2, 3, 4, 5, 6, 7, 8
