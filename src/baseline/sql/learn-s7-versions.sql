INSERT INTO baseline_s7_version (baseline, sensor, server, function_code, least_version, exchanges)
SELECT :baseline, sensor, server, function_code, min(version), count(*)
FROM v_s7comm_plus
WHERE ts >= :from AND ts < :to AND version IS NOT NULL
GROUP BY sensor, server, function_code
