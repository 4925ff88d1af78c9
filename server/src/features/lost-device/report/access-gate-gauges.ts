import { countUncheckedAdmissions } from '../../../kernel/unchecked-admission-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { GaugeSource } from '../../../ports/gauge-source.ts'

/** What an operator should be woken for: WeCom's second factor lets people in whom nothing was asked. */
export const accessGateGauges = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): readonly GaugeSource[] => [
  {
    name: 'desk_gate_openings_last_hour',
    help: 'People whom the second factor let in within the last hour, since what they owe could not be looked at',
    labels: [],
    read: async () => [{ value: await countUncheckedAdmissions(db, clock.now()) }],
  },
]
