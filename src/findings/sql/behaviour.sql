SELECT DISTINCT
  coalesce('server ' || json_extract(a.facts, '$.server') || ' ', '')
  || coalesce('unit ' || json_extract(a.facts, '$.unit') || ' ', '')
  || coalesce('function ' || json_extract(a.facts, '$.function_code'), '')
  || coalesce(' ' || json_extract(a.facts, '$.sub_function'), '') AS behaviour
FROM finding_atom AS a
WHERE a.detector = :detector AND a.finding = :id
ORDER BY 1
