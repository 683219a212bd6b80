SELECT id
FROM channel
WHERE sensor = ? AND protocol = ? AND client = ? AND server = ? AND server_port = ?
