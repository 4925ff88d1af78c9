import type { Deps } from '../../../../kernel/deps.ts'
import { markAllCountsStale } from '../mark-counts-stale-queries.ts'

/**
 * Marks all counts as stale, so that `refreshCounters` counts them again. Runs once a day: not every change marks them itself,
 * such as a role that starts or ends by date.
 */
export const rebuildCounters = ({ db }: Pick<Deps, 'db'>): Promise<void> =>
  db.transaction((tx) => markAllCountsStale(tx, null))
