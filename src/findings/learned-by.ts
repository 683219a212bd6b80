/** What of a finding becomes part of a baseline when it is accepted, beside channels, functions and blocks. */
export interface LearnedBehaviour {
  /** Tables of baselines, without their prefix, that learn from the hours of the finding. */
  readonly tables: readonly string[]
  /**
   * `add` what those hours show; let it `replace` what was learned for the same keys, as a new period replaces
   * the old one; or `forget` the keys of the pair that those hours have no more.
   */
  readonly how: 'add' | 'replace' | 'forget'
  /** A measure that no stretch can show by itself: the largest one the finding tells. */
  readonly measure?: { readonly table: string; readonly column: string; readonly fact: string }
}

const add = (...tables: string[]): LearnedBehaviour => ({ tables, how: 'add' })

/** By detector, for those whose finding is about a learned table. */
export const learnedBy: Readonly<Record<string, LearnedBehaviour>> = {
  'client-resets': add('session'),
  'coordinated-writes': add('reach'),
  'dnp3-class-poll-rate': add('object'),
  'dnp3-control-parameter': add('control'),
  'dnp3-new-control-point': add('control'),
  'dnp3-response-shift': add('object'),
  'error-rate-rise': add('traffic'),
  'function-share-shift': {
    ...add('traffic'),
    measure: { table: 'traffic', column: 'largest_shift', fact: 'shift' },
  },
  'modbus-bulk-read': add('read'),
  'modbus-identity-changed': add('identity'),
  'modbus-new-unit': add('unit', 'function', 'block'),
  'modbus-second-writer': add('writer'),
  'modbus-slow-write': add('writer'),
  'modbus-value-frozen': add('point'),
  'modbus-value-range': add('point'),
  'modbus-value-step': add('point'),
  'off-schedule-command': add('active_hour'),
  'poll-interval-change': { tables: ['interval'], how: 'replace' },
  'poll-jitter': { tables: ['interval'], how: 'replace' },
  'poll-missing': { tables: ['interval'], how: 'forget' },
  'request-sequence': add('transition', 'sequence'),
  'requests-unanswered': add('unanswered'),
  'response-time-shift': add('response'),
  's7comm-downgrade': add('s7_version', 'channel', 'function'),
  's7comm-identity-changed': add('identity'),
  's7comm-new-block': add('s7_block'),
  'session-shift': add('session'),
  'write-share-rise': add('traffic'),
}
