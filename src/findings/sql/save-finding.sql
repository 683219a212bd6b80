INSERT INTO finding (
  id, detector, title, sensor, protocol, client, server, unit, severity, severity_steps, attack_v19,
  attack_v18, message, first_seen, last_seen, count, state
)
VALUES (
  :id, :detector, :title, :sensor, :protocol, :client, :server, :unit, :severity, :severity_steps,
  :attack_v19, :attack_v18, :message, :first_seen, :last_seen, :count,
  -- A finding that comes back is what was last decided about it; an accepted one is not normal after all.
  coalesce(
    (
      SELECT CASE d.state
        WHEN 'acknowledged' THEN d.state WHEN 'closed' THEN d.state WHEN 'accepted' THEN 'reopened' ELSE 'new'
      END
      FROM decision AS d
      WHERE d.finding = :id
      ORDER BY d.id DESC
      LIMIT 1
    ),
    'new'
  )
)
ON CONFLICT (id) DO UPDATE SET
  title = excluded.title,
  protocol = excluded.protocol,
  client = excluded.client,
  server = excluded.server,
  unit = excluded.unit,
  severity = excluded.severity,
  severity_steps = excluded.severity_steps,
  attack_v19 = excluded.attack_v19,
  attack_v18 = excluded.attack_v18,
  message = excluded.message,
  first_seen = excluded.first_seen,
  last_seen = excluded.last_seen,
  count = excluded.count
