INSERT INTO baseline_szl (baseline, sensor, client, server, szl, reads)
SELECT :baseline, sensor, client, server, szl, count(*)
FROM v_s7comm_szl
WHERE ts >= :from AND ts < :to AND request = 1 AND szl IS NOT NULL
GROUP BY 2, 3, 4, 5
