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

export const enqueueDisabling = enqueueJob(DISABLE_TOPIC)
export const enqueueEnabling = enqueueJob(ENABLE_TOPIC)

/**
 * Cancels the waiting jobs about the account of a partner. A running one continues, and the next job waits for it: two
 * concurrent calls could arrive in either order.
 */
export const cancelPartnerJobs = (tx: Tx, userid: string): Promise<void> => cancelWaiting(tx, groupOf(userid))

export function useridOf(payload: unknown): string {
  const { userid } = payload as { userid?: unknown }
  if (typeof userid !== 'string') throw new Error('A job without a member')
  return userid
}
