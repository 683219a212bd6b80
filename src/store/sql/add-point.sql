INSERT INTO point (channel, source, unit, kind, address) VALUES (?, ?, ?, ?, ?)
