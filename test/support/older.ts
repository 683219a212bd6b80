import Database from 'better-sqlite3'
import { schemaFiles } from '../../src/store/sql.js'

/** The last migration of each version that was released. */
const released: Readonly<Record<string, string>> = { '0.1.0': '0006' }

/** Makes a database as a released version left it, with a plant's rows in it; tells its path. */
export function olderDatabase(path: string, version = '0.1.0'): string {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.exec(`
    CREATE TABLE migration (name TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('views', 'of then');
  `)
  for (const { name, text } of schemaFiles('sqlite/migrations')) {
    if (name.slice(0, 4) > (released[version] ?? '')) continue
    db.exec(text)
    db.prepare('INSERT INTO migration VALUES (?)').run(name)
  }
  db.exec(rows)
  db.close()
  return path
}

/** A channel with a poll a minute, of which one was refused, a finding, and what was decided about it. */
const rows = `
  INSERT INTO source (id, log, protocol, rank)
  SELECT 1, 'modbus', 'modbus', 1 WHERE NOT EXISTS (SELECT 1 FROM source WHERE id = 1);
  INSERT INTO channel VALUES (1, 'default', 'modbus', '10.0.0.1', '10.0.0.2', 502);
  INSERT INTO connection (id, uid, channel, client_port) VALUES (1, 'C1', 1, 40000);
  INSERT INTO finding (
    id, detector, title, sensor, protocol, client, server, unit, severity, severity_steps, attack_v19, attack_v18,
    message, first_seen, last_seen, count, state
  )
  VALUES (
    'abcdefabcdef', 'of-another-directory', 'Found long ago', 'default', 'modbus', '10.0.0.1', '10.0.0.2', 1,
    'high', '[]', 'T0814', 'T0814', 'found', 1700000000, 1700000060, 2, 'acknowledged'
  );
  INSERT INTO finding_event VALUES ('abcdefabcdef', 1700000000, 1700000060, 2, 'high', 'found', NULL);
  INSERT INTO finding_atom VALUES (
    'of-another-directory', 'abcdefabcdef', 1700000000, 1700000000, 1700000060, 2, 'high', '{}'
  );
`
