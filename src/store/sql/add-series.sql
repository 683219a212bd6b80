INSERT INTO series (channel, source, function, unit, sub_function, outcome)
VALUES (?, ?, ?, ?, ?, ?)
