import type { Deps } from '../../kernel/deps.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { wakeWorker } from '../../outbox/wake-worker.ts'
import type { ReceivedCallback } from '../../ports/wecom-callbacks.ts'
import { knownCallback, type Look, lookAgain, storeCallback } from './callback-queries.ts'

export type CallbackDeps = Pick<Deps, 'db' | 'clock' | 'log'>

/** Departments are read as a whole: one reading serves all events that came before it. */
const ABOUT_DEPARTMENTS = /^change_contact\/(create|update|delete)_party$/
const ABOUT_MEMBERS = /^(change_contact\/(create|update|delete)_user|subscribe|unsubscribe)$/

/**
 * How long a push that is known already is still worth another look: events tell the second in which they happened, so
 * two changes of one member within a second are told alike. Later it is a replay.
 */
const ALIKE_MS = 60_000

/**
 * Keeps the event as it came and, with it, owes the look at what it is about. Events that announce nothing to read are
 * only kept. False: it was here before.
 */
export async function takeIn(
  deps: CallbackDeps,
  receiver: 'app' | 'contacts',
  received: ReceivedCallback,
): Promise<boolean> {
  const { userids: _userids, press, ...row } = received
  const receivedAt = deps.clock.now()
  const look = lookFor(received)
  const owed = press && receiver === 'app' ? { press } : look
  const isNew = (await storeCallback(deps.db, { receiver, receivedAt, ...row }, owed)) !== null
  if (isNew && owed) wakeWorker(deps.db)
  if (!isNew && look !== null) await enqueueAnotherLook(deps, received.dedupeKey, look, receivedAt)
  return isNew
}

function lookFor({ event, userids }: ReceivedCallback): Look | null {
  if (ABOUT_DEPARTMENTS.test(event)) return { about: 'departments', userids: [] }
  return ABOUT_MEMBERS.test(event) ? { about: 'members', userids } : null
}

async function enqueueAnotherLook({ db }: CallbackDeps, dedupeKey: string, look: Look, at: Date): Promise<void> {
  const first = await knownCallback(db, dedupeKey)
  // A look that was not begun when this push came sees what it tells of.
  if (!first || first.isWaiting || at.getTime() - first.receivedAt.getTime() >= ALIKE_MS) return
  await db.transaction((tx) => enqueue(tx, [lookAgain(first.id, look, at)]))
}
