import type { Deps } from '../../kernel/deps.ts'
import { activeRefusals } from '../../kernel/wecom-refusals-queries.ts'
import type { GaugeSource } from '../../ports/gauge-source.ts'
import { lastFinished } from './sync-run-queries.ts'

/** What an operator should be woken for: WeCom refuses us, or the mirror grows old. */
export const directoryGauges = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): readonly GaugeSource[] => [
  {
    name: 'desk_wecom_refused',
    help: '1 for each secret, address or API that WeCom refuses now',
    labels: ['kind', 'subject', 'errcode'],
    async read() {
      const refusals = await activeRefusals(db, clock.now())
      return refusals.map(({ kind, subject, errcode }) => ({
        value: 1,
        labels: { kind, subject, errcode: String(errcode) },
      }))
    },
  },
  {
    name: 'desk_directory_age_seconds',
    help: 'Seconds since the last complete reading of the directory began; absent before the first',
    labels: [],
    async read() {
      const last = await lastFinished(db)
      return last ? [{ value: (clock.now().getTime() - last.startedAt.getTime()) / 1000 }] : []
    },
  },
]
