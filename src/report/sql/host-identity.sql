-- What one host said of itself.
SELECT DISTINCT object, value
FROM v_modbus_identity
WHERE server = :address
  AND request = 0
  AND value IS NOT NULL
UNION
SELECT 'module', module
FROM v_s7comm_identity
WHERE server = :address
  AND module IS NOT NULL
UNION
SELECT 'serial', serial
FROM v_s7comm_identity
WHERE server = :address
  AND serial IS NOT NULL
UNION
SELECT 'name in the policy', name
FROM policy_asset
WHERE address = :address
  AND name IS NOT NULL
LIMIT 20
