import type { Deps } from '../../kernel/deps.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import type { ReceivedCallback } from '../../ports/wecom-callbacks.ts'
import { storeCallback } from './callback-queries.ts'

export type CallbackDeps = Pick<Deps, 'db' | 'clock' | 'log'> & { wakeWorker: () => void }

/** Departments are read as a whole: one reading serves all events that came before it. */
const ABOUT_DEPARTMENTS = /^change_contact\/(create|update|delete)_party$/
const ABOUT_MEMBERS = /^(change_contact\/(create|update|delete)_user|subscribe|unsubscribe)$/

/**
 * Keeps the event as it came and, in the same transaction, owes the look at what it is about. Events that announce
 * nothing to read are only kept. False: it was here before.
 */
export async function takeIn(
  deps: CallbackDeps,
  receiver: 'app' | 'contacts',
  { userids, ...received }: ReceivedCallback,
): Promise<boolean> {
  const receivedAt = deps.clock.now()
  const isOwed = await deps.db.transaction(async (tx) => {
    const id = await storeCallback(tx, { receiver, receivedAt, ...received })
    if (id === null) return null
    const isAboutDepartments = ABOUT_DEPARTMENTS.test(received.event)
    if (!isAboutDepartments && !ABOUT_MEMBERS.test(received.event)) return false
    const about = isAboutDepartments ? 'departments' : 'members'
    const dedupeKey = `callback:${id}`
    const groupKey = isAboutDepartments ? 'callback.departments' : dedupeKey
    const payload = { callback: id, about, userids: isAboutDepartments ? [] : userids }
    await enqueue(tx, [{ topic: 'callback.handle', payload, dedupeKey, groupKey, runAt: receivedAt }])
    return true
  })
  if (isOwed) deps.wakeWorker()
  return isOwed !== null
}
