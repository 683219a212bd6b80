import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OtsiftError } from '../errors.js'
import { scriptsPath } from './zeek.js'

/** A Zeek that listens on an interface and writes logs into a directory of its own. */
export interface RunningZeek {
  readonly directory: string
  /** Settles when Zeek has ended; rejects when nobody asked it to. */
  readonly ended: Promise<void>
  /** Asks Zeek to finish its logs, and waits until it has. */
  stop(): Promise<void>
  remove(): void
}

/** Starts Zeek on an interface with the bundled scripts. */
export function startZeek(networkInterface: string): RunningZeek {
  const directory = mkdtempSync(join(tmpdir(), 'otsift-zeek-'))
  // -C: a network card that computes checksums itself hands packets over without them.
  const zeek = spawn('zeek', ['-C', '-i', networkInterface, scriptsPath], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let told = ''
  zeek.stderr.on('data', (text: Buffer) => {
    told = `${told}${text}`.slice(-500)
  })
  let asked = false
  const ended = new Promise<void>((done, fail) => {
    zeek.on('error', () => {
      const next = 'Install Zeek 6 or later (zeek.org), or watch the logs of one that runs.'
      fail(
        new OtsiftError('io', `There is no zeek on PATH to listen on ${networkInterface}.`, next),
      )
    })
    zeek.on('close', (code, signal) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`
      const said = told.trim() === '' ? '' : `: ${told.trim()}`
      const next =
        code === 1 ? 'Is it its name, and are you root?' : 'Start it again; what was read is kept.'
      if (asked) done()
      else fail(new OtsiftError('io', `zeek on ${networkInterface} ended ${how}${said}.`, next))
    })
  })
  // Whoever watches hears of it through `ended`; without this a failure at once would end the process.
  ended.catch(() => undefined)
  return {
    directory,
    ended,
    stop: async () => {
      asked = true
      zeek.kill('SIGTERM')
      await ended.catch(() => undefined)
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
