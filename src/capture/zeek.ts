import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OtsiftError } from '../errors.js'

/** The folder of the bundled Zeek scripts, for `@load`. */
export const scriptsPath = fileURLToPath(new URL('../../zeek-scripts', import.meta.url))

/** First bytes of pcap (both byte orders, micro- and nanoseconds) and pcapng. */
const magics = new Set(['d4c3b2a1', 'a1b2c3d4', '4d3cb2a1', 'a1b23c4d', '0a0d0d0a'])

/** Tells whether a file is a capture, by its first bytes. */
export function isCapture(path: string): boolean {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(4)
      return readSync(file, head, 0, 4, 0) === 4 && magics.has(head.toString('hex'))
    } finally {
      closeSync(file)
    }
  } catch {
    return false
  }
}

/** Logs that Zeek wrote into a directory of its own, to be removed after reading. */
export interface ZeekLogs {
  readonly directory: string
  remove(): void
}

/** Runs Zeek with the bundled scripts on a capture. Throws `io` where there is no Zeek, or where it fails. */
export async function runZeek(capture: string): Promise<ZeekLogs> {
  const directory = mkdtempSync(join(tmpdir(), 'otsift-zeek-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  try {
    // -C: captures made on the sending host have no valid checksums. -D and JSON, which has no line with
    // the time of the run: the same capture gives the same logs, so that they are known again.
    const json = 'LogAscii::use_json=T'
    await run(['-C', '-D', '-r', resolve(capture), scriptsPath, json], directory, capture)
    return { directory, remove }
  } catch (error) {
    remove()
    throw error
  }
}

function run(args: readonly string[], directory: string, capture: string): Promise<void> {
  return new Promise((done, fail) => {
    const zeek = spawn('zeek', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] })
    let told = ''
    zeek.stderr.on('data', (text: Buffer) => {
      told = `${told}${text}`.slice(-500)
    })
    zeek.on('error', () => {
      fail(
        new OtsiftError(
          'io',
          `${capture} is a capture, and there is no zeek on PATH to read it.`,
          'Install Zeek 6 or later (zeek.org), or run it where it is and scan its logs.',
        ),
      )
    })
    zeek.on('close', (code) => {
      if (code === 0) done()
      else
        fail(
          new OtsiftError(
            'io',
            `zeek could not read ${capture}: ${told.trim()}.`,
            'Check the capture with capinfos.',
          ),
        )
    })
  })
}
