-- Address ranges of two baselines, joined where they overlap or touch.
WITH used AS (
  SELECT sensor, protocol, client, server, unit, function_code, low, high
  FROM baseline_block
  WHERE baseline IN (:from, :into)
),
reach AS (
  SELECT *, max(high) OVER (
    PARTITION BY sensor, protocol, client, server, unit, function_code
    ORDER BY low, high ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS reached
  FROM used
),
numbered AS (
  SELECT *, sum(reached IS NULL OR low > reached + 1) OVER (
    PARTITION BY sensor, protocol, client, server, unit, function_code ORDER BY low, high
  ) AS block
  FROM reach
)
SELECT sensor, protocol, client, server, unit, function_code, min(low) AS low, max(high) AS high
FROM numbered
GROUP BY sensor, protocol, client, server, unit, function_code, block
