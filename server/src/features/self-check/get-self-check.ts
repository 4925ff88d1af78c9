import type { CheckView } from '@desk/shared/self-check/self-check-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { hasUnansweredJobs } from '../../outbox/outbox-queries.ts'
import { storedItems } from './check-queries.ts'

/** Returns the result of the last run of any instance. */
export async function getSelfCheck({ db }: Pick<Deps, 'db'>): Promise<CheckView> {
  const { checkedAt, items } = await storedItems(db)
  const isInDoubt = await hasUnansweredJobs(db)
  return { checkedAt: checkedAt?.toISOString() ?? null, isInDoubt, items }
}
