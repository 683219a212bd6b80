/*---
title: OT protocol across zones or from outside the site
level: high
attack: [T0883, T0886]
reads: [v_activity, v_series]
needs: [policy.network]
dedup: [protocol, client, server]
explains: [new-server]
message: "{client} speaks {protocol} to {server}: {why}; {count|exchange}"
triage: Which firewall rule lets it through? Close it first if the client is outside the site, then find out who it is.
falsepositives:
  - A network of the site that the policy does not name
  - Two zones that may reach each other, which the policy does not say
tests:
  hit, a client on the internet writes; one in another zone reads:
    policy: &site
      networks: [10.0.0.0/16, fd00::/48]
      zones:
        control: {networks: [10.0.1.0/24]}
        supervision: {networks: [10.0.2.0/24], may_reach: [control]}
        office: {networks: [10.0.3.0/24]}
      assets: [{address: 10.0.3.9, zone: supervision}]
    rows:
      - {client: 198.51.100.7, server: 10.0.1.5, function: 6}
      - {client: 10.0.3.4, server: 10.0.1.5, function: 3, every: 5, times: 3}
      - {client: 172.16.0.1, server: 10.0.1.5, function: 3}
      - {client: 10.0.1.5, server: 10.0.2.5, function: 3}
    expect:
      - {client: 198.51.100.7, server: 10.0.1.5, level: critical, count: 1}
      - {client: 10.0.3.4, server: 10.0.1.5, level: high, count: 3}
      - {client: 172.16.0.1, level: high}
      - {client: 10.0.1.5, server: 10.0.2.5}
  quiet, within a zone, where it may reach, an asset that says its own zone, no zone at all:
    policy: *site
    rows:
      - {client: 10.0.2.1, server: 10.0.1.5, function: 6}
      - {client: 10.0.1.1, server: 10.0.1.5, function: 6}
      - {client: 10.0.3.9, server: 10.0.1.5, function: 3}
      - {client: 10.0.9.1, server: 10.0.1.5, function: 3}
      - {client: 'fd00::1', server: 'fd00::2', function: 3}
---*/
WITH crossing AS (
  SELECT DISTINCT
    r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server,
    CASE WHEN c.inside = 0 AND c.public = 1 THEN 1 ELSE 0 END AS from_internet,
    CASE
      WHEN c.inside = 0 THEN 'the client is outside the networks of the policy'
      WHEN s.inside = 0 THEN 'the server is outside the networks of the policy'
      ELSE 'zone ' || c.zone || ' may not reach ' || s.zone
    END AS why
  FROM v_series AS r
  JOIN address_place AS c ON c.address = r.client
  JOIN address_place AS s ON s.address = r.server
  LEFT JOIN policy_conduit AS p ON p.client_zone = c.zone AND p.server_zone = s.zone
  WHERE r.protocol <> 'cotp'
    AND (
      c.inside = 0
      OR s.inside = 0
      OR (c.zone <> '' AND s.zone <> '' AND c.zone <> s.zone AND p.client_zone IS NULL)
    )
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  a.protocol AS protocol,
  a.client AS client,
  a.server AS server,
  x.why AS why,
  CASE
    WHEN x.from_internet = 1
      AND sum(
        CASE
          WHEN a.action IN ('write', 'control', 'program', 'mode', 'restart', 'file', 'config') THEN a.exchanges
          ELSE 0
        END
      ) > 0 THEN 'critical'
    ELSE 'high'
  END AS level,
  sum(a.exchanges) AS count
FROM crossing AS x
JOIN v_activity AS a
  ON a.sensor = x.sensor AND a.protocol = x.protocol AND a.client = x.client AND a.server = x.server
WHERE a.minute >= :since
  AND a.minute < :until
GROUP BY a.minute, a.sensor, a.protocol, a.client, a.server, x.why, x.from_internet
HAVING sum(a.exchanges) > 0
