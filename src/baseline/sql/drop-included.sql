-- What somebody included before is normal in the added stretch too.
DELETE FROM baseline_excluded
WHERE baseline = ?
  AND EXISTS (
    SELECT 1
    FROM baseline_function AS f
    WHERE f.baseline = baseline_excluded.baseline
      AND f.sensor = baseline_excluded.sensor
      AND f.protocol = baseline_excluded.protocol
      AND f.client = baseline_excluded.client
      AND f.server = baseline_excluded.server
      AND f.unit = baseline_excluded.unit
      AND f.function_code = baseline_excluded.function_code
      AND f.sub_function = baseline_excluded.sub_function
  )
