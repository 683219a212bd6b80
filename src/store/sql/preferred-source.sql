SELECT source
FROM source_hour
WHERE sensor = ? AND protocol = ? AND hour = ? AND preferred = 1
