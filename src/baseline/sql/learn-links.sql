INSERT INTO baseline_link (baseline, sensor, client, server, master, outstation, exchanges)
SELECT :baseline, sensor, client, server, master, unit, count(*)
FROM v_dnp3
WHERE ts >= :from AND ts < :to AND master IS NOT NULL AND unit < 65533
GROUP BY 2, 3, 4, 5, 6
