/** Severity as the policy writes it. */
export type PolicyLevel = 'info' | 'low' | 'medium' | 'high' | 'critical'

/** A host of the plant, or a unit behind one. */
interface Tagged {
  readonly name?: string
  readonly tags?: readonly ('safety' | 'critical')[]
}

/** A host of the plant. */
interface Asset extends Tagged {
  readonly address: string
  readonly role?: string
  readonly zone?: string
  readonly units?: readonly (Tagged & { readonly unit: number })[]
}

/** Functions that a client may use on a server; what is not given stands for any. */
export interface AllowedFunctions {
  readonly protocol?: string
  readonly client?: string
  readonly server?: string
  readonly unit?: number
  readonly allow: readonly (number | string)[]
}

/** Tables of a Modbus device. */
export type PointTable = 'coil' | 'discrete' | 'holding' | 'input'

/** How the registers of a point are read. */
export type PointType = 'bit' | 'u16' | 's16' | 'u32' | 's32' | 'f32'

/** A point of the register map. */
export interface Point {
  readonly server?: string
  readonly unit?: number
  readonly table?: PointTable
  readonly address: number | string
  readonly name: string
  readonly type?: PointType
  readonly word_order?: 'big' | 'little'
  readonly scale?: number
  readonly engineering_unit?: string
  readonly min?: number
  readonly max?: number
  /** By second. */
  readonly max_rate?: number
  readonly tags?: readonly ('setpoint' | 'alarm_limit')[]
}

/** A day of the week. */
export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** A stretch that recurs every week, in local time. */
export interface Hours {
  readonly days: readonly Day[]
  readonly from: string
  readonly to: string
}

/** A stretch in which the plant is worked on, once or every week. */
export interface Maintenance {
  readonly days?: readonly Day[]
  readonly from: string
  readonly to: string
  readonly servers?: readonly string[]
  readonly reason?: string
}

/** Findings that the site wants hidden. */
interface PolicySuppression {
  readonly detector?: string
  readonly client?: string
  readonly server?: string
  readonly unit?: number
  readonly address?: number
  readonly severity?: PolicyLevel
  readonly until?: string
  readonly reason: string
}

/** What a site says of one detector. */
interface DetectorSetting {
  readonly level?: PolicyLevel
  readonly enabled?: boolean
  readonly params?: Readonly<Record<string, number | string>>
}

/** A zone of the network. */
interface Zone {
  readonly networks: readonly string[]
  readonly may_reach?: readonly string[]
}

/** The site policy as it is written: `schemas/policy.schema.json` describes every key. */
export interface Policy {
  readonly timezone?: string
  readonly assets?: readonly Asset[]
  readonly clients?: readonly string[]
  readonly writers?: readonly string[]
  readonly workstations?: readonly string[]
  readonly stand_ins?: readonly (readonly string[])[]
  readonly functions?: readonly AllowedFunctions[]
  readonly points?: readonly Point[]
  readonly operating_hours?: readonly Hours[]
  readonly maintenance?: readonly Maintenance[]
  readonly networks?: readonly string[]
  readonly zones?: Readonly<Record<string, Zone>>
  readonly detectors?: Readonly<Record<string, DetectorSetting>>
  readonly suppressions?: readonly PolicySuppression[]
  /** As `sinks/` reads them. */
  readonly sinks?: Readonly<Record<string, unknown>>
}
