-- What tells who really speaks: packets of a connection, and the link addresses of DNP3.

ALTER TABLE conn ADD COLUMN client_packets INTEGER;
ALTER TABLE conn ADD COLUMN server_packets INTEGER;

ALTER TABLE dnp3_message ADD COLUMN master INTEGER; -- link address of the master, where the log has it
ALTER TABLE dnp3_message ADD COLUMN confirm INTEGER; -- 1 where the request asks for a confirmation

ALTER TABLE dnp3_control ADD COLUMN unit INTEGER; -- link address of the outstation, where the log has it

CREATE TABLE baseline_link (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  master INTEGER NOT NULL,     -- DNP3 link addresses
  outstation INTEGER NOT NULL,
  exchanges INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, client, server, master, outstation)
) WITHOUT ROWID;

-- Over TCP or UDP: what each protocol is carried by between two hosts.
CREATE TABLE baseline_transport (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  transport TEXT NOT NULL, -- tcp or udp
  rows INTEGER NOT NULL,   -- connections
  PRIMARY KEY (baseline, sensor, protocol, client, server, transport)
) WITHOUT ROWID;
