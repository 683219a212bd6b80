/** Techniques by the tactic of ATT&CK for ICS v19 that they serve; of several, the one nearest to a detector's use. */
const byTactic: Readonly<Record<string, readonly string[]>> = {
  'initial access': ['T0848', 'T0860', 'T0866', 'T0883', 'T0886'],
  execution: ['T0821', 'T0858'],
  persistence: ['T0859', 'T0873', 'T0889', 'T1693.001', 'T1693.002', 'T1694.001', 'T1694.002'],
  evasion: ['T0872'],
  discovery: ['T0846', 'T0888'],
  'lateral movement': ['T0843', 'T0867'],
  collection: ['T0801', 'T0802', 'T0830', 'T0845', 'T0861', 'T0868'],
  'command and control': ['T0869', 'T0885'],
  'inhibit response function': [
    ...['T0800', 'T0809', 'T0814', 'T0816', 'T0835', 'T0838', 'T0878', 'T0881', 'T0892'],
    ...['T1691.001', 'T1691.002', 'T1695.001'],
  ],
  'impair process control': ['T0806', 'T0836', 'T1692.001', 'T1692.002'],
  impact: ['T0813', 'T0815', 'T0826', 'T0827', 'T0831', 'T0832', 'T0837', 'T0880'],
}

const tactics = new Map(
  Object.entries(byTactic).flatMap(([tactic, ids]) => ids.map((id) => [id, tactic] as const)),
)

/** The tactic a technique serves, a sub-technique as its parent does; `undefined` for an unknown one. */
export function tacticOf(technique: string): string | undefined {
  return tactics.get(technique) ?? tactics.get(technique.replace(/\.\d+$/, ''))
}
