import { heldDepartures } from '../../directory/held-departures.ts'
import type { Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { listActiveRefusals } from '../../kernel/wecom-refusals-queries.ts'
import type { GaugeSource } from '../../ports/gauge-source.ts'
import { lastFinished } from '../../directory/last-run-queries.ts'

/**
 * Returns the gauges for alerts of the directory sync: refusals by WeCom, the age of the last complete sync, and members whom
 * it missed.
 */
export const directoryGauges = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): readonly GaugeSource[] => [
  {
    name: 'desk_wecom_refused',
    help: '1 for each secret, IP address or API that WeCom currently refuses',
    labels: ['kind', 'subject', 'errcode'],
    async read() {
      const refusals = await listActiveRefusals(db, clock.now())
      return refusals.map(({ kind, subject, errcode }) => ({
        value: 1,
        labels: { kind, subject, errcode: String(errcode) },
      }))
    },
  },
  {
    name: 'desk_directory_age_seconds',
    help: 'Seconds since the start of the last complete directory sync; absent before the first',
    labels: [],
    async read() {
      const last = await lastFinished(db)
      return last ? [{ value: (clock.now().getTime() - last.startedAt.getTime()) / 1000 }] : []
    },
  },
  {
    name: 'desk_directory_held_members',
    help: 'Members whom the last sync missed, too many to be marked as left without confirmation; absent if there are none',
    labels: [],
    async read() {
      const { held } = (await readSetting(db, heldDepartures)).value
      return held ? [{ value: held.people }] : []
    },
  },
]
