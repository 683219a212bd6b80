import type { Database } from '../store/database.js'
import { type Sink, type SinkSetting, sinkOf } from './setting.js'

/**
 * Has findings queued from now on for the sinks that the policy in force names, and for no other. What waits
 * for a sink that is gone stays in the queue until it is back or pruned. No secret is needed for that.
 */
export function registerSinks(db: Database): Readonly<Record<string, SinkSetting>> {
  const text = db.prepare("SELECT json_extract(document, '$.sinks') FROM policy").pluck().get()
  const settings = JSON.parse(String(text ?? '{}')) as Readonly<Record<string, SinkSetting>>
  const put = db.prepare(
    `INSERT INTO sink VALUES (@name, @target, @level, 1)
     ON CONFLICT (name) DO UPDATE SET target = excluded.target, level = excluded.level, active = 1`,
  )
  db.transaction(() => {
    db.exec('UPDATE sink SET active = 0 WHERE active = 1')
    for (const [name, { file, url, level = 'info' }] of Object.entries(settings)) {
      put.run({ name, level, target: file ?? url ?? '' })
    }
  })()
  return settings
}

/** The sinks of the policy in force, ready to be used. Throws `policy` for one that cannot be. */
export function configuredSinks(db: Database): Sink[] {
  return Object.entries(registerSinks(db)).map(([name, setting]) => sinkOf(name, setting))
}
