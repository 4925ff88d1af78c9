import type { Tx } from '../../../db/database.ts'
import { cancelWaiting, enqueue } from '../../../outbox/outbox-queries.ts'

export const DISABLE_TOPIC = 'partner.disable'
export const ENABLE_TOPIC = 'partner.enable'

const groupOf = (userid: string) => `partner:${userid.toLowerCase()}`

const enqueueJob = (topic: string) => (tx: Tx, userid: string, at: Date) =>
  enqueue(tx, [
    {
      topic,
      payload: { userid },
      dedupeKey: `${topic}:${userid.toLowerCase()}:${String(at.getTime())}`,
      groupKey: groupOf(userid),
      runAt: at,
    },
  ])

/** Enqueues the job that disables the account of a partner. */
export const enqueueDisabling = enqueueJob(DISABLE_TOPIC)
/** Enqueues the job that enables the account of a partner. */
export const enqueueEnabling = enqueueJob(ENABLE_TOPIC)

/**
 * Cancels the waiting jobs about the account of a partner. A running one continues, and the next job waits for it: two
 * concurrent calls could arrive in either order.
 */
export const cancelPartnerJobs = (tx: Tx, userid: string): Promise<void> => cancelWaiting(tx, groupOf(userid))

/** Returns the userid in the payload of a partner's job. */
export function useridOf(payload: unknown): string {
  const { userid } = payload as { userid?: unknown }
  if (typeof userid !== 'string') throw new Error('A partner job without a userid')
  return userid
}
