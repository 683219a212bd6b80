SELECT id
FROM connection
WHERE uid = ? AND channel = ? AND client_port = ?
