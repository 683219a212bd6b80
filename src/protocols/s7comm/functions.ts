import type { Action, FunctionCode } from '../action.js'

/** User-data groups share the number space with job functions: group n is stored as 0x700 + n. */
export const userData = 0x700
/** A PLC's user-data push (not asked for): group n is stored as 0x800 + n. */
export const userDataPush = 0x800

/**
 * S7comm job functions under ICSNPP's names.
 * Source: Wireshark packet-s7comm.c and ICSNPP-S7COMM consts; Siemens publishes no specification.
 */
const jobs: readonly FunctionCode[] = [
  { code: 0x00, name: 'CPU Services', action: 'other' },
  { code: 0x04, name: 'Read Variable', action: 'read' },
  { code: 0x05, name: 'Write Variable', action: 'write' },
  { code: 0x1a, name: 'Request Download', action: 'program' },
  { code: 0x1b, name: 'Download Block', action: 'program' },
  { code: 0x1c, name: 'Download Ended', action: 'program' },
  { code: 0x1d, name: 'Start Upload', action: 'upload' },
  { code: 0x1e, name: 'Upload', action: 'upload' },
  { code: 0x1f, name: 'End Upload', action: 'upload' },
  { code: 0x28, name: 'PLC Control', action: 'mode' },
  { code: 0x28, sub: 'P_PROGRAM', name: 'PLC Start', action: 'mode' },
  { code: 0x28, sub: '_INSE', name: 'Activate Block', action: 'program' },
  { code: 0x28, sub: '_INS2', name: 'Activate Block 2', action: 'program' },
  { code: 0x28, sub: '_DELE', name: 'Delete Block', action: 'program' },
  { code: 0x28, sub: '_MODU', name: 'Copy RAM to ROM', action: 'program' },
  { code: 0x28, sub: '_GARB', name: 'Compress Memory', action: 'program' },
  { code: 0x29, name: 'PLC Stop', action: 'mode' },
  { code: 0xf0, name: 'Setup Communication', action: 'other' },
]

const groups: readonly (readonly [
  string,
  Action,
  Readonly<Record<number, readonly [string, Action?]>>,
])[] = [
  [
    'Mode-Transition',
    'mode',
    {
      0: ['Stop'],
      1: ['Warm Restart'],
      2: ['Run'],
      3: ['Hot Restart'],
      4: ['Hold'],
      6: ['Cold Restart'],
      9: ['Run_R'],
      11: ['Link-Up'],
      12: ['Update'],
    },
  ],
  [
    'Programmer Controls',
    'diagnose',
    {
      1: ['Block Status'],
      2: ['Variable Status'],
      3: ['ISTACK'],
      4: ['BSTACK'],
      5: ['LSTACK'],
      6: ['Time Measurement'],
      7: ['Force Selection', 'control'],
      8: ['Modify Variable', 'write'],
      9: ['Force', 'control'],
      10: ['Breakpoint', 'mode'],
      11: ['Exit HOLD', 'mode'],
      12: ['Memory Reset', 'program'],
      13: ['Disable Job'],
      14: ['Enable Job'],
      15: ['Delete Job'],
      16: ['Read Job List'],
      17: ['Read Job'],
      18: ['Replace Job'],
      19: ['Block Status v2'],
      22: ['Flash LED'],
    },
  ],
  [
    'Cyclic Services',
    'read',
    {
      1: ['Cyclic Transfer'],
      4: ['Unsubscribe'],
      5: ['Change Driven Transfer'],
      7: ['Modify Change Driven Transfer'],
      8: ['RDREC'],
    },
  ],
  [
    'Block Functions',
    'identify',
    { 1: ['List Blocks'], 2: ['List Blocks of Type'], 3: ['Get Block Info'] },
  ],
  [
    'CPU Functions',
    'identify',
    {
      1: ['Read SZL'],
      2: ['Message Service', 'alarm'],
      3: ['Diagnostic Message', 'alarm'],
      4: ['ALARM_8 Indication', 'alarm'],
      5: ['NOTIFY Indication', 'alarm'],
      6: ['ALARM_8 Lock', 'alarm'],
      7: ['ALARM_8 Unlock', 'alarm'],
      8: ['SCAN Indication', 'alarm'],
      11: ['ALARM_S', 'alarm'],
      12: ['ALARM_SQ', 'alarm'],
      13: ['ALARM Query', 'alarm'],
      14: ['ALARM ACK', 'alarm'],
      17: ['ALARM ACK Indication', 'alarm'],
      18: ['ALARM Lock Indication', 'alarm'],
      19: ['ALARM Unlock Indication', 'alarm'],
      22: ['NOTIFY_8', 'alarm'],
    },
  ],
  ['Security', 'auth', { 1: ['PLC Password'] }],
  ['PBC BSEND-BRECV', 'other', {}],
  [
    'Time Functions',
    'read',
    {
      1: ['Read Clock'],
      2: ['Set Clock', 'time'],
      3: ['Read Clock (Following)'],
      4: ['Set Clock (2)', 'time'],
    },
  ],
]

function expandGroups(): FunctionCode[] {
  const all = [...groups.entries()].flatMap(([number, [group, action, subs]]) => {
    const under = Object.entries(subs).map(([sub, [name, own]]) => ({
      sub,
      name,
      action: own ?? action,
    }))
    return [
      { code: userData + number, name: group, action },
      ...under.map((each) => ({ code: userData + number, ...each })),
      { code: userDataPush + number, name: `${group} push`, action: 'other' as const },
      // What a PLC tells unasked is no command: its mode changes are, as a report of one.
      ...under.map((each) => ({
        code: userDataPush + number,
        sub: each.sub,
        name: `${each.name} push`,
        action: number === 0 ? ('mode' as const) : ('other' as const),
      })),
    ]
  })
  return [...all, { code: userData + 15, name: 'NC Programming', action: 'program' }]
}

/** Every known S7comm function: jobs, PI services, and user-data groups with their sub-functions. */
export const s7commFunctions: readonly FunctionCode[] = [...jobs, ...expandGroups()]

/** S7comm-plus functions under ICSNPP's names. Source: Wireshark's s7comm-plus dissector (T. Wiens). */
export const s7commPlusFunctions: readonly FunctionCode[] = [
  { code: 0x04bb, name: 'Explore', action: 'identify' },
  { code: 0x04ca, name: 'Create Object', action: 'program' },
  { code: 0x04d4, name: 'Delete Object', action: 'program' },
  { code: 0x04f2, name: 'Set Variable', action: 'write' },
  { code: 0x0524, name: 'Get Link', action: 'read' },
  { code: 0x0542, name: 'Set Multi Variables', action: 'write' },
  { code: 0x054c, name: 'Get Multi Variables', action: 'read' },
  { code: 0x0556, name: 'Begin Sequence', action: 'program' },
  { code: 0x0560, name: 'End Sequence', action: 'program' },
  { code: 0x056b, name: 'Invoke', action: 'control' },
  { code: 0x0586, name: 'Get Variable Sub Streamed', action: 'read' },
]

/** COTP protocol data units by the high nibble of their code. Source: ISO 8073 section 13. */
export const cotpFunctions: readonly FunctionCode[] = [
  { code: 0x01, name: 'Expedited Data', action: 'other' },
  { code: 0x02, name: 'Expedited Data Acknowledgement', action: 'other' },
  { code: 0x05, name: 'Reject', action: 'other' },
  { code: 0x06, name: 'Data Acknowledgement', action: 'other' },
  { code: 0x07, name: 'TPDU Error', action: 'other' },
  { code: 0x08, name: 'Disconnect Request', action: 'other' },
  { code: 0x0c, name: 'Disconnect Confirm', action: 'other' },
  { code: 0x0d, name: 'Connection Confirm', action: 'other' },
  { code: 0x0e, name: 'Connection Request', action: 'other' },
  { code: 0x0f, name: 'Data', action: 'other' },
]
