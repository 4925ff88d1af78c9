import { canWait } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import { type Checkpoint, type JobHandlers, noWrites } from '../../outbox/run-job.ts'
import { DUPLICATE_WINDOW_S } from '../../ports/wecom.ts'
import { CLOSED_MAILING_TOPIC, closedMailingHandler } from './close-mailings.ts'
import { type MailingRow, requireMailing, saveMailing, settleNotices } from './mailing-queries.ts'
import type { SendDeps } from './notice-deps.ts'
import { OPEN, toCard } from './notice-text.ts'
import { MAILING_TOPIC, type MailingNotice } from './plan-mailing.ts'
import { requireOutsideQuietHours } from './quiet-hours.ts'
import { callWecom } from './send-card.ts'

/** What a feature provides for sending mailings: their notices, their recipients, and what follows. */
export type Mailings = {
  noticeOf(mailing: MailingRow): Promise<MailingNotice>
  /** Lists the recipients to whom the card still applies. */
  listReceivers(mailing: MailingRow): Promise<string[]>
  onSent(tx: Tx, reach: { delivered: readonly string[]; undelivered: readonly string[]; at: Date }): Promise<void>
}

/** Sends the same card to several people in one call. The recipients are fixed before the call. */
export const mailingHandlers = (deps: SendDeps & Pick<Deps, 'emit'>, mailings: Mailings): JobHandlers => ({
  [MAILING_TOPIC]: {
    async handle(job, checkpoint) {
      const { id } = job.payload as { id: string }
      const planned = await requireMailing(deps.db, id)
      if (planned.sentAt !== null) return noWrites
      if (canWait((await mailings.noticeOf(planned)).event)) await requireOutsideQuietHours(deps)
      const mailing = await freeze(deps, mailings, checkpoint, id)
      return mailing.userids.length === 0
        ? (tx) => saveMailing(tx, id, { sentAt: deps.clock.now() })
        : send(deps, mailings, mailing)
    },
  },
  [CLOSED_MAILING_TOPIC]: closedMailingHandler(deps),
})

/**
 * Stores the remaining recipients, so that a retry repeats the same call, which WeCom deduplicates. A later retry would
 * arrive as a second card, so its recipients are selected again.
 */
async function freeze(
  deps: SendDeps & Pick<Deps, 'emit'>,
  mailings: Mailings,
  checkpoint: Checkpoint,
  id: string,
): Promise<MailingRow> {
  const mailing = await requireMailing(deps.db, id)
  if (mailing.frozenAt !== null && isRepeatDropped(deps, mailing.frozenAt)) return mailing
  const userids = await mailings.listReceivers(mailing)
  const remaining = new Set(userids)
  const frozen = { ...mailing, userids, frozenAt: deps.clock.now() }
  const notice = await mailings.noticeOf(mailing)
  await checkpoint(async (tx) => {
    await saveMailing(tx, id, { userids, frozenAt: frozen.frozenAt })
    const dropped = mailing.userids.filter((userid) => !remaining.has(userid))
    await settleNotices(tx, notice, dropped, { state: 'dropped' })
    if (mailing.policyIds.length > 0)
      await deps.emit(tx, 'workload.changed', { userids: mailing.userids, at: frozen.frozenAt })
  })
  return frozen
}

/** Returns whether WeCom still drops a repetition of a call that was made at `at` or later. */
const isRepeatDropped = ({ clock }: Pick<Deps, 'clock'>, at: Date) =>
  clock.now().getTime() - at.getTime() < DUPLICATE_WINDOW_S * 1000

async function send(deps: SendDeps, mailings: Mailings, mailing: MailingRow) {
  const { id, userids, about } = mailing
  const notice = await mailings.noticeOf(mailing)
  // The response code of a button allows the card to be replaced once one member has acted.
  const card = toCard(deps, id, about === null ? mailing.card : { ...mailing.card, button: OPEN })
  const { undelivered, responseCode } = await callWecom(deps, (wecom) => wecom.sendCards(userids, card))
  const failed = new Set(undelivered.map((userid) => userid.toLowerCase()))
  const hasFailed = (userid: string) => failed.has(userid.toLowerCase())
  const reach = {
    delivered: userids.filter((userid) => !hasFailed(userid)),
    undelivered: userids.filter(hasFailed),
    at: deps.clock.now(),
  }
  return async (tx: Tx) => {
    await saveMailing(tx, id, { sentAt: reach.at, responseCode })
    await settleNotices(tx, notice, reach.delivered, { state: 'sent', admittedAt: reach.at })
    await settleNotices(tx, notice, reach.undelivered, { state: 'undelivered' })
    await mailings.onSent(tx, reach)
  }
}
