INSERT INTO connection (uid, channel, client_port)
VALUES (?, ?, ?)
