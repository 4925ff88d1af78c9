import type { Deps } from '../../../../kernel/deps.ts'
import { markAllCountsStale } from '../mark-counts-stale-queries.ts'

/** Everything is counted anew once a day, whoever forgot to say that something changed: roles, for one, tell nobody. */
export const rebuildCounters = ({ db }: Pick<Deps, 'db'>): Promise<void> =>
  db.transaction((tx) => markAllCountsStale(tx, null))
