INSERT INTO finding (
  id, detector, title, sensor, protocol, client, server, unit, severity, severity_steps, attack_v19,
  attack_v18, message, first_seen, last_seen, count
)
VALUES (
  :id, :detector, :title, :sensor, :protocol, :client, :server, :unit, :severity, :severity_steps,
  :attack_v19, :attack_v18, :message, :first_seen, :last_seen, :count
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
