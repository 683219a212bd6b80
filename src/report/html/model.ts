/** What the page of the HTML report is given: every block of data that it carries, row by row. */
import type { Level } from '../../detect/detector.js'

/** The head of the report: what was read, by whom it was seen, and what could not be seen. */
export interface Summary {
  readonly version: string
  /** When the report was written, ISO 8601. */
  readonly generated: string
  /** First and last minute with traffic, epoch seconds; null where there is none. */
  readonly period: readonly [number, number] | null
  readonly sensors: readonly SensorRow[]
  readonly protocols: readonly ProtocolRow[]
  readonly severity: Readonly<Record<string, number>>
  readonly baseline: {
    readonly name: string
    readonly revision: number
    readonly from_ts: number
    readonly to_ts: number
  } | null
  readonly coverage: readonly CoverageRow[]
  readonly rejected: number
  /** Seconds of a step of the traffic charts. */
  readonly step: number
}

/** What one sensor wrote. */
export interface SensorRow {
  readonly sensor: string
  readonly logs: string
  readonly files: number
  readonly rows: number
  readonly rejected: number
  readonly first_ts: number | null
  readonly last_ts: number | null
}

/** The traffic of one protocol. */
interface ProtocolRow {
  readonly protocol: string
  readonly exchanges: number
  readonly exceptions: number
  readonly pairs: number
}

/** One detector and whether it could see. */
interface CoverageRow {
  readonly detector: string
  readonly status: string
  readonly reason: string | null
  readonly remedy: string | null
}

/** What a detector says of itself, once for all of its findings. */
export interface DetectorRow {
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly falsepositives: readonly string[]
  readonly sql: string
}

/** A finding as the list shows it. */
export interface FindingRow {
  readonly id: string
  readonly detector: string
  readonly title: string
  readonly severity: Level
  readonly sensor: string | null
  readonly protocol: string | null
  readonly client: string | null
  readonly server: string | null
  readonly unit: number | null
  readonly first_seen: number
  readonly last_seen: number
  readonly count: number
  readonly message: string
  /** Techniques, id and name. */
  readonly attack: readonly (readonly [id: string, name: string])[]
  readonly state: string
}

/** What is told of a finding once somebody opens it; in the order of the findings. */
export interface StoryRow {
  readonly id: string
  readonly steps: readonly { readonly by: number; readonly why: string }[]
  readonly decisions: readonly {
    readonly created: string
    readonly state: string
    readonly reason: string
    readonly who: string | null
  }[]
  readonly bursts: readonly BurstRow[]
  readonly moreBursts: number
  /** What this client asked this server during the first burst. */
  readonly seen: readonly SeenRow[]
  /** What to check. */
  readonly triage: string
  /** How to cut its packets out of a capture; null where it has no hosts. */
  readonly packets: { readonly filter: string; readonly commands: readonly string[] } | null
}

/** One burst with its rows, or the first of them. */
export interface BurstRow {
  readonly ts_start: number
  readonly ts_end: number
  readonly count: number
  /** Rows that the database has. */
  readonly rows: number
  readonly evidence: readonly EvidenceRow[]
}

/** A log row behind a burst; `path` is a place in the block `paths`. A list, since there are so many. */
type EvidenceRow = readonly [
  ts: number,
  path: number,
  line: number,
  uid: string | null,
  summary: string,
]

/** A function and how often it was used. */
export interface SeenRow {
  readonly unit: number | null
  readonly function: string
  readonly exchanges: number
  readonly busiest_minute: number
}

/** What the baseline knows of one pair of hosts. */
export interface NormalRow {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  readonly functions: readonly {
    readonly unit: number | null
    readonly function: string
    readonly share: number
    readonly busiest_minute: number
    readonly addresses: string
  }[]
}

/** The traffic of one pair of hosts. Places are steps of `Summary.step` since the beginning of the period. */
export interface ChannelRow {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  /** Not in the baseline; null where there is none. */
  readonly isNew: boolean | null
  readonly exchanges: number
  readonly exceptions: number
  readonly functions: readonly SeriesRow[]
  readonly exceptionsAt: SeriesRow
  readonly polls: readonly PollRow[]
}

/** A number by step, with only the steps that have one. */
export interface SeriesRow {
  readonly name: string
  readonly at: readonly number[]
  readonly n: readonly number[]
}

/** The times between the polls of one kind, by hour or longer step, in seconds. */
export interface PollRow {
  readonly name: string
  readonly at: readonly number[]
  /** A twentieth is shorter. */
  readonly low: readonly number[]
  readonly median: readonly number[]
  /** A twentieth is longer. */
  readonly high: readonly number[]
}

/** One server: who asks it for what, what is written to it, and what changed. */
export interface ControllerRow {
  readonly sensor: string
  readonly server: string
  readonly protocols: readonly string[]
  readonly exchanges: number
  readonly exceptions: number
  readonly first: number
  readonly last: number
  readonly clients: readonly {
    readonly client: string
    readonly protocol: string
    readonly exchanges: number
    readonly last: number
    readonly isNew: boolean
  }[]
  readonly units: readonly { readonly unit: number; readonly exchanges: number }[]
  readonly functions: readonly {
    readonly client: string
    readonly unit: number | null
    readonly function: string
    readonly action: string
    readonly exchanges: number
    readonly exceptions: number
    readonly isNew: boolean
  }[]
  readonly written: readonly WrittenRow[]
  readonly moreWritten: number
  readonly program: readonly {
    readonly day: number
    readonly client: string
    readonly what: string
    readonly count: number
  }[]
  /** Commands by day and action. */
  readonly commands: readonly {
    readonly day: number
    readonly action: string
    readonly count: number
  }[]
  readonly changes: readonly string[]
  readonly moreChanges: number
}

/** A point that somebody wrote or controlled. */
export interface WrittenRow {
  readonly point: string
  readonly clients: readonly string[]
  readonly times: number
  /** Smallest and largest value of the whole period, and of the baseline; null where not known. */
  readonly seen: readonly [number, number] | null
  readonly learned: readonly [number, number] | null
}

/** Findings of one client on one server that belong together. */
export interface IncidentRow {
  readonly id: string
  readonly message: string
  readonly severity: Level
  readonly sensor: string | null
  readonly client: string
  readonly server: string
  readonly first_seen: number
  readonly last_seen: number
  /** Its findings, in order of time, each with the ATT&CK tactic that it serves. */
  readonly parts: readonly {
    readonly finding: string
    readonly stage: string | null
    readonly first_seen: number
    readonly last_seen: number
  }[]
}
