import type { CheckItemView, CheckView } from '@desk/shared/self-check/self-check-schemas'
import type { Database } from '../../db/database.ts'
import { heldDepartures } from '../../directory/held-departures.ts'
import type { Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { hasUnansweredJobs } from '../../outbox/outbox-queries.ts'
import { listStoredItems } from './check-queries.ts'

/** Returns the result of the last run of any instance. */
export async function getSelfCheck({ db }: Pick<Deps, 'db'>): Promise<CheckView> {
  const { checkedAt, items } = await listStoredItems(db)
  const isInDoubt = await hasUnansweredJobs(db)
  return { checkedAt: checkedAt?.toISOString() ?? null, isInDoubt, items: await withHeldDepartures(db, items) }
}

/**
 * Returns the items with what the directory sync found since: members who are missing because the visible range was narrowed.
 * This finding is not stored with the items, since it ends with a sync, and the self-check runs once a day.
 */
export async function withHeldDepartures(db: Database, items: readonly CheckItemView[]): Promise<CheckItemView[]> {
  const { held } = (await readSetting(db, heldDepartures)).value
  return items.map((view): CheckItemView =>
    held !== null && view.item === 'visible_range'
      ? { ...view, level: 'bad', reason: 'departures_held', facts: { people: String(held.people) } }
      : view,
  )
}
