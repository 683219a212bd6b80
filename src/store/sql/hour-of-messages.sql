SELECT m.ts, m.file, m.line, n.channel, m.source, m.kind, m.unit, m.function, m.sub_function, m.outcome
FROM messages AS m
CROSS JOIN connection AS n ON n.id = m.connection
WHERE (m.ts, m.file, m.line) > (:ts, :file, :line) AND m.ts < :until
ORDER BY m.ts, m.file, m.line
LIMIT :most
