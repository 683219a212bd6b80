INSERT INTO baseline_s7_block (baseline, sensor, server, block_type, block_number, transfers)
SELECT :baseline, sensor, server, block_type, block_number, count(*)
FROM v_s7comm_block
WHERE ts >= :from AND ts < :to AND block_type IS NOT NULL AND block_number IS NOT NULL
GROUP BY 2, 3, 4, 5
