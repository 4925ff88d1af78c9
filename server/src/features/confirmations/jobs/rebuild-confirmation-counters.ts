import type { Deps } from '../../../kernel/deps.ts'
import { markAllCountsStale } from '../counting/recount-queries.ts'

/** Marks all counts as stale once a day: not every change does so itself, such as a contract or a role that ends by date. */
export const rebuildConfirmationCounters = ({ db }: Pick<Deps, 'db'>): Promise<void> =>
  db.transaction((tx) => markAllCountsStale(tx))
