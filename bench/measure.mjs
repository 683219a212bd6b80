// Runs programs one after the other and tells what they took.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'

/** Runs a command; tells wall-clock and processor seconds and its peak memory in bytes. Throws where it fails. */
export function measure([program, ...args]) {
  const { status, stderr, error } = spawnSync(
    '/usr/bin/env',
    ['time', '-f', '%e %U %S %M', program, ...args],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 2 ** 26 },
  )
  if (error) throw error
  if (status === 127) throw new Error(`bench needs GNU time and ${program}: ${stderr.trim()}`)
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${stderr}`)
  const [wall, user, system, memory] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  return { wall, processor: user + system, memory: memory * 1024 }
}

/**
 * Runs every subject in turn, as many rounds as asked for; each writes to a place that is empty before.
 * `after` looks at that place after each run. Tells the medians by the subject's name.
 */
export function inTurn(subjects, rounds, place, after = () => ({})) {
  const taken = new Map(Object.keys(subjects).map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(subjects)) {
      empty(place)
      const result = measure(command)
      taken.get(name).push({ ...result, ...after() })
    }
  }
  empty(place)
  return Object.fromEntries([...taken].map(([name, runs]) => [name, medians(runs)]))
}

function medians(runs) {
  return Object.fromEntries(
    Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]),
  )
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
}

function empty(place) {
  for (const end of ['', '-wal', '-shm', '-lock', '.wal'])
    rmSync(place + end, { recursive: true, force: true })
}
