import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../kernel/deps.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { wakeWorker } from '../../outbox/wake-worker.ts'
import type { ReceivedCallback } from '../../ports/wecom-callbacks.ts'
import { findKnownCallback, repeatedRead, type RequiredRead, storeCallback } from './callback-queries.ts'

export type CallbackDeps = Pick<Deps, 'db' | 'clock' | 'log'>

/** Events that require a read of all departments, or of the members they name. */
const ABOUT_DEPARTMENTS = /^change_contact\/(create|update|delete)_party$/
const ABOUT_MEMBERS = /^(change_contact\/(create|update|delete)_user|subscribe|unsubscribe)$/

/**
 * Period in which a known callback still causes another read: events contain their time in seconds, so two changes of a
 * member within one second look the same. Later repetitions are replays.
 */
const SAME_EVENT_MS = MINUTE_MS

/**
 * Stores the event unchanged and enqueues its job: the read of the object that it names, or the card action. Other events are
 * only stored. False: the event was stored before.
 */
export async function storeEvent(
  deps: CallbackDeps,
  receiver: 'app' | 'contacts',
  received: ReceivedCallback,
): Promise<boolean> {
  const { userids: _userids, cardAction, ...row } = received
  const receivedAt = deps.clock.now()
  const read = requiredRead(received)
  const job = cardAction && receiver === 'app' ? { cardAction } : read
  const isNew = (await storeCallback(deps.db, { receiver, receivedAt, ...row }, job)) !== null
  if (isNew && job) wakeWorker(deps.db)
  if (!isNew && read !== null) await enqueueRepeatedRead(deps, received.dedupeKey, read, receivedAt)
  return isNew
}

function requiredRead({ event, userids }: ReceivedCallback): RequiredRead | null {
  if (ABOUT_DEPARTMENTS.test(event)) return { about: 'departments', userids: [] }
  return ABOUT_MEMBERS.test(event) ? { about: 'members', userids } : null
}

async function enqueueRepeatedRead(
  { db }: CallbackDeps,
  dedupeKey: string,
  read: RequiredRead,
  at: Date,
): Promise<void> {
  const first = await findKnownCallback(db, dedupeKey)
  // A job that has not started yet reads the present state anyway.
  if (!first || first.isWaiting || at.getTime() - first.receivedAt.getTime() >= SAME_EVENT_MS) return
  await db.transaction((tx) => enqueue(tx, [repeatedRead(first.id, read, at)]))
}
