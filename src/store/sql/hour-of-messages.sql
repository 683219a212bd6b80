SELECT m.ts, n.channel, m.source, m.kind, m.unit, m.function, m.sub_function, m.outcome
FROM messages AS m
CROSS JOIN connection AS n ON n.id = m.connection
WHERE m.ts >= ? AND m.ts < ?
ORDER BY m.ts, m.file, m.line
