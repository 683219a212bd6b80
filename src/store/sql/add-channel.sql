INSERT INTO channel (sensor, protocol, client, server, server_port)
VALUES (?, ?, ?, ?, ?)
