import { readFileSync } from 'node:fs'
import type { PolicyLevel } from '../config/policy.js'
import { OtsiftError } from '../errors.js'

/** How findings are written for a receiver. */
export type Format = 'otsift' | 'ecs' | 'ocsf'

/** A sink as the policy writes it: a file, or a URL. */
export interface SinkSetting {
  readonly file?: string
  readonly url?: string
  readonly format?: Format
  /** The lowest severity that is told; all without. */
  readonly level?: PolicyLevel
  /** Where the key of the signature is: an environment variable, or a file. */
  readonly secret_env?: string
  readonly secret_file?: string
  /** Where the value of the Authorization header is. */
  readonly authorization_env?: string
  readonly authorization_file?: string
  /** Seconds until a receiver must have answered. */
  readonly timeout?: number
  /** False refuses a URL whose host is in this machine or a private network. */
  readonly internal?: boolean
}

/** Where findings are told, ready to be used. */
export interface Sink {
  readonly name: string
  readonly format: Format
  readonly level: PolicyLevel
  readonly target:
    | { readonly file: string }
    | {
        readonly url: URL
        readonly secret: string | undefined
        readonly authorization: string | undefined
        readonly timeout: number
        readonly internal: boolean
      }
}

const defaultTimeout = 10

/** A sink out of its setting. Throws `policy` for what cannot be, such as a secret that is not there. */
export function sinkOf(
  name: string,
  setting: SinkSetting,
  environment: NodeJS.ProcessEnv = process.env,
): Sink {
  const { file, url, format = 'otsift', level = 'info' } = setting
  if ((file === undefined) === (url === undefined)) {
    throw wrong(name, 'has to have a file or a url, and not both.')
  }
  if (file !== undefined) return { name, format, level, target: { file } }
  const secret = fromOutside(name, setting.secret_env, setting.secret_file, environment)
  const authorization = fromOutside(
    name,
    setting.authorization_env,
    setting.authorization_file,
    environment,
  )
  const { timeout = defaultTimeout, internal = true } = setting
  const target = { url: webAddress(name, url ?? ''), secret, authorization, timeout, internal }
  return { name, format, level, target }
}

function webAddress(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw wrong(name, 'has a url that is no http:// or https:// address.')
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong(name, 'has a password in its url.', 'Give it with authorization_env or _file.')
  }
  return url
}

function fromOutside(
  name: string,
  variable: string | undefined,
  file: string | undefined,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (variable !== undefined) {
    const value = environment[variable]
    if (value !== undefined && value !== '') return value
    throw wrong(name, `needs the environment variable ${variable}, which is not set.`)
  }
  if (file === undefined) return undefined
  try {
    const value = readFileSync(file, 'utf8').trim()
    if (value !== '') return value
  } catch (error) {
    throw wrong(name, `cannot read ${file}: ${(error as Error).message}.`)
  }
  throw wrong(name, `has an empty ${file}.`)
}

function wrong(name: string, what: string, next = 'See docs/operations.md.'): OtsiftError {
  return new OtsiftError('policy', `Sink ${name} ${what}`, next)
}
