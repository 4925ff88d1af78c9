import type { Deps } from '../../kernel/deps.ts'
import { enqueue, type OutboxRow } from '../../outbox/outbox-queries.ts'
import type { ReceivedCallback } from '../../ports/wecom-callbacks.ts'
import { knownCallback, storeCallback } from './callback-queries.ts'

export type CallbackDeps = Pick<Deps, 'db' | 'clock' | 'log'> & { wakeWorker: () => void }

/** Departments are read as a whole: one reading serves all events that came before it. */
const ABOUT_DEPARTMENTS = /^change_contact\/(create|update|delete)_party$/
const ABOUT_MEMBERS = /^(change_contact\/(create|update|delete)_user|subscribe|unsubscribe)$/

/**
 * How long a push that is known already is still worth another look: events tell the second in which they happened, so
 * two changes of one member within a second are told alike. Later it is a replay.
 */
const ALIKE_MS = 60_000

/**
 * Keeps the event as it came and, in the same transaction, owes the look at what it is about. Events that announce
 * nothing to read are only kept. False: it was here before.
 */
export async function takeIn(
  deps: CallbackDeps,
  receiver: 'app' | 'contacts',
  received: ReceivedCallback,
): Promise<boolean> {
  const { userids: _userids, ...row } = received
  const receivedAt = deps.clock.now()
  const isNew = await deps.db.transaction(async (tx) => {
    const id = await storeCallback(tx, { receiver, receivedAt, ...row })
    if (id !== null) {
      await enqueue(tx, looksFor(received, id, receivedAt, `callback:${id}`))
      return true
    }
    const first = await knownCallback(tx, received.dedupeKey)
    if (first && receivedAt.getTime() - first.receivedAt.getTime() < ALIKE_MS)
      await enqueue(tx, looksFor(received, first.id, receivedAt, `callback:${first.id}:again`))
    return false
  })
  deps.wakeWorker()
  return isNew
}

function looksFor({ event, userids }: ReceivedCallback, id: number, receivedAt: Date, dedupeKey: string): OutboxRow[] {
  const isAboutDepartments = ABOUT_DEPARTMENTS.test(event)
  if (!isAboutDepartments && !ABOUT_MEMBERS.test(event)) return []
  const about = isAboutDepartments ? 'departments' : 'members'
  const groupKey = isAboutDepartments ? 'callback.departments' : `callback:${id}`
  const payload = {
    callback: id,
    about,
    userids: isAboutDepartments ? [] : userids,
    receivedAt: receivedAt.toISOString(),
  }
  return [{ topic: 'callback.handle', payload, dedupeKey, groupKey, runAt: receivedAt }]
}
