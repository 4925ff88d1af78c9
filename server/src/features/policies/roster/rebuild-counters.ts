import type { Deps } from '../../../kernel/deps.ts'
import { oweFullRecount } from '../../../domain-events/owe-recount-queries.ts'

/** Everything is counted anew once a day, whoever forgot to say that something changed: roles, for one, tell nobody. */
export const sweepCounters = ({ db }: Pick<Deps, 'db'>): Promise<void> =>
  db.transaction((tx) => oweFullRecount(tx, null))
