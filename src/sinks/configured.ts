import type { Database } from '../store/database.js'
import { type Sink, type SinkSetting, sinkOf } from './setting.js'

/**
 * The sinks that the policy in force names. Findings are queued for them from now on, and for no other: what
 * waits for a sink that is gone stays in the queue until it is back or pruned.
 */
export function configuredSinks(db: Database): Sink[] {
  const text = db.prepare("SELECT json_extract(policy, '$.sinks') FROM policy").pluck().get()
  const settings = JSON.parse(String(text ?? '{}')) as Readonly<Record<string, SinkSetting>>
  const sinks = Object.entries(settings).map(([name, setting]) => sinkOf(name, setting))
  const put = db.prepare(
    `INSERT INTO sink VALUES (@name, @target, @level, 1)
     ON CONFLICT (name) DO UPDATE SET target = excluded.target, level = excluded.level, active = 1`,
  )
  db.transaction(() => {
    db.exec('UPDATE sink SET active = 0 WHERE active = 1')
    for (const { name, level, target } of sinks) {
      put.run({ name, level, target: 'file' in target ? target.file : target.url.href })
    }
  })()
  return sinks
}
