import { isCodeValid } from '@desk/shared/notices/notice-policy'
import { listSuspendedAccounts } from '../../directory/suspension-queries.ts'
import type { Deps } from '../../kernel/deps.ts'
import { noWrites, type ResultWrites } from '../../outbox/run-job.ts'
import type { SendDeps } from './notice-deps.ts'
import { findNotice, saveNotice } from './notice-queries.ts'
import { type CardContent, OPEN, toCard } from './notice-text.ts'
import { callWecom } from './send-card.ts'

/** A sent card, to one person or to several. */
export type SentCardState = {
  taskId: string
  userids: readonly string[]
  responseCode: string | null
  sentAt: Date | null
  /** When a button of it was last pressed. */
  pressedAt?: Date | null
}

/** Returns whether a card can be replaced: it has a response code, which WeCom accepts for 72 h (doc 90236). */
export const isReplaceable = (card: Omit<SentCardState, 'taskId' | 'userids'>, now: Date): boolean => {
  const givenAt = card.pressedAt ?? card.sentAt
  return card.responseCode !== null && givenAt !== null && isCodeValid(givenAt, now)
}

/**
 * Replaces a card that was sent. Returns whether its response code is of no further use: it was used, or has expired and
 * the card stays unchanged.
 *
 * A locked account is left out: a person who holds the reported phone would read there who decides now, and it is not
 * documented what WeCom does with the card of a disabled member (doc 94888), only that the code is used up. The card keeps
 * its code, so that a button pressed by the owner later still gets a response.
 */
export async function overwriteCard(
  deps: Pick<Deps, 'db' | 'clock' | 'site' | 'wecom' | 'failPoints'>,
  card: SentCardState,
  content: CardContent,
): Promise<boolean> {
  const { taskId, userids, responseCode, sentAt } = card
  if (responseCode === null || sentAt === null) return false
  if (!isReplaceable(card, deps.clock.now())) return true
  const locked = await listSuspendedAccounts(deps.db, userids)
  const recipients = userids.filter((userid) => !locked.has(userid.toLowerCase()))
  if (recipients.length === 0) return false
  const replacement = toCard(deps, taskId, content)
  // The result does not matter: a used code was used by an earlier attempt of this job, whose response was lost.
  await callWecom(deps, (wecom) => wecom.replaceCard(recipients, responseCode, replacement))
  return true
}

/** Replaces a card that is stored as a notice only. */
export async function overwriteNotice(deps: SendDeps, taskId: string, content: CardContent): Promise<ResultWrites> {
  const notice = await findNotice(deps.db, taskId)
  if (!notice) return noWrites
  const state = { ...notice, userids: [notice.userid], sentAt: notice.admittedAt }
  const isUsed = await overwriteCard(deps, state, { ...content, button: OPEN })
  return isUsed ? (tx) => saveNotice(tx, taskId, { responseCode: null }) : noWrites
}
