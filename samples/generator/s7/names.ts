/** Names in s7comm.log: functions of jobs, and groups and sub-functions of user data. */
export const JOBS: Record<number, string> = {
  4: 'Read Variable',
  5: 'Write Variable',
  26: 'Request Download',
  27: 'Download Block',
  28: 'Download Ended',
  29: 'Start Upload',
  30: 'Upload',
  31: 'End Upload',
  40: 'PLC Control',
  41: 'PLC Stop',
  240: 'Setup Communication',
}

export const GROUPS: Record<number, string> = {
  3: 'Block Functions',
  4: 'CPU Functions',
  7: 'Time Functions',
}

const SUBFUNCTIONS: Record<string, string> = {
  '3/1': 'List Blocks',
  '3/2': 'List Blocks of Type',
  '3/3': 'Get Block Info',
  '4/1': 'Read SZL',
  '7/1': 'Read Clock',
  '7/2': 'Set Clock',
}

export const subfunctionName = (group: number, sub: number): string =>
  SUBFUNCTIONS[`${group}/${sub}`] ?? 'unknown'

/** The names of PLC Control's program-invocation services. */
export const SERVICES: Record<string, string> = {
  P_PROGRAM: 'PLC Start / Stop',
  _INSE: 'PLC Activate a module',
  _DELE: 'PLC Delete a module',
  _MODU: 'PLC Copy Ram to Rom',
  _GARB: 'Compress PLC memory',
}

const SZL: Record<number, string> = {
  17: 'Module identification',
  28: 'Component Identification',
  49: 'Communication capability parameters',
  50: 'Communication status data',
  36: 'Modes',
  160: 'Diagnostic buffer',
}

/** Looked up by the low byte of the id, as the package does. */
export const szlName = (id: number): string => SZL[id & 0xff] ?? 'unknown'

export const hex = (value: number, digits: number): string =>
  `0x${value.toString(16).padStart(digits, '0')}`
