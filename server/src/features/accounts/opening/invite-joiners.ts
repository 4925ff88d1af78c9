import { advanceOpening } from '@desk/shared/accounts/opening-states'
import { minutesOf } from '@desk/shared/kernel/working-calendar'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import { today } from '../../../access/grant-conditions.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import { classifyJobFailure } from '../../../outbox/classify-failure.ts'
import { deferWhileUnanswered } from '../../../outbox/defer-while-unanswered.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountEffectDeps } from '../model/account-deps.ts'
import { groupBySubmitter, listResponsible, namesOnCard, notifyAccount } from '../model/account-notices.ts'
import { listInviteDue } from '../model/due-opening-queries.ts'
import {
  addInvitation,
  findOpening,
  lockOpenings,
  saveOpenings,
  type OpeningId,
  type OpeningRow,
} from '../model/opening-queries.ts'

export const INVITE_TOPIC = 'account.invite'
const WORKER = 'system:account.invite'

/** WeCom's limit of members in one call (doc 90975). */
const MAX_INVITED = 1000
/** 08:00 on the first day. */
const INVITE_AT_MINUTES = 8 * 60

/** Returns whether it is 08:00 or later at the company. */
export const isInviteTime = ({ clock, site }: DayDeps): boolean =>
  minutesOf(site.timeZone, clock.now()) >= INVITE_AT_MINUTES

/** Plans the next call that invites all who are due; at most one is pending. */
export const planInvitations = (tx: Tx, runAt: Date): Promise<void> =>
  enqueue(tx, [{ topic: INVITE_TOPIC, payload: {}, dedupeKey: INVITE_TOPIC, groupKey: INVITE_TOPIC, runAt }])

/** Plans a call that invites one member. */
export const requestInvitation = (tx: Tx, id: OpeningId, runAt: Date): Promise<void> =>
  enqueue(tx, [
    { topic: INVITE_TOPIC, payload: { id }, dedupeKey: `${INVITE_TOPIC}:${id}`, groupKey: `account:${id}`, runAt },
  ])

/**
 * Invites up to 1000 members with one call. Success does not prove delivery, so the opening says only that an invitation
 * was sent. A repeated call is harmless: WeCom sends one message a day.
 */
export function inviteJoiners(deps: AccountEffectDeps): JobHandler {
  return {
    async handle(job) {
      const { id } = job.payload as { id?: OpeningId }
      const rows =
        id === undefined
          ? await listInviteDue(deps, MAX_INVITED)
          : [await findOpening(deps.db, id)].flatMap((row) => row ?? [])
      const due = rows.filter(({ state }) => advanceOpening(state, 'invite') !== null)
      if (due.length === 0) return noWrites
      const inviteDue = () =>
        invite(
          deps,
          due.map(({ userid }) => userid),
        )
      // At most one call about all who are due is planned: the next ones wait for it.
      const unknown = await (id === undefined ? deferWhileUnanswered(deps, inviteDue) : inviteDue())
      deps.failPoints.hit('account.invited')
      return (tx) => record(deps, tx, due, unknown)
    },
  }
}

/** Returns whom WeCom could not invite, in lower case; all of them where it would refuse the same call again. */
async function invite(deps: AccountEffectDeps, userids: readonly string[]): Promise<ReadonlySet<string>> {
  const all = new Set(userids.map((userid) => userid.toLowerCase()))
  if (!deps.site.hasContactsSecret) return all
  try {
    const { unknown } = await deps.wecom.inviteMembers(userids)
    return new Set(unknown.map((userid) => userid.toLowerCase()))
  } catch (error) {
    // Members whom WeCom does not know are part of its answer: a refusal is about the call, and holds for all of them.
    if (!(error instanceof WecomRefusedError) || classifyJobFailure(error).action !== 'give_up') throw error
    deps.log.warn({ errcode: error.errcode, count: userids.length }, 'WeCom refuses the invitations')
    return all
  }
}

/** Records whom WeCom was asked to invite, in a few statements for any number. */
async function record(
  deps: AccountEffectDeps,
  tx: Tx,
  due: readonly OpeningRow[],
  unknown: ReadonlySet<string>,
): Promise<void> {
  const at = deps.clock.now()
  const rows = await lockOpenings(
    tx,
    due.map(({ id }) => id),
  )
  const open = rows.filter(({ state }) => advanceOpening(state, 'invite') !== null)
  const isUnknown = ({ userid }: OpeningRow) => unknown.has(userid.toLowerCase())
  const idsOf = (openings: readonly OpeningRow[]) => openings.map(({ id }) => id)
  const failed = open.filter(isUnknown)
  // HR sees these members and informs them in another way; the invitation is not repeated every minute.
  await saveOpenings(tx, idsOf(failed), { failure: 'not_invited' }, at)
  await notifyOfFailed(deps, tx, failed)
  const invited = idsOf(open.filter((row) => !isUnknown(row)))
  await saveOpenings(tx, invited, { state: 'invited', failure: null, invitedAt: at, inviteCount: addInvitation }, at)
  await recordAudit(
    tx,
    ...invited.map((object) => auditEntry(deps, { actor: WORKER, action: 'account.invited', object })),
  )
}

/** Notifies HR once a day that joiners were not invited, with one card for those of each submitter. */
async function notifyOfFailed(deps: AccountEffectDeps, tx: Tx, rows: readonly OpeningRow[]): Promise<void> {
  for (const [submittedBy, own] of groupBySubmitter(rows))
    await notifyAccount(deps, tx, {
      event: 'account.not_invited',
      object: `${submittedBy}:${today(deps)}`,
      userids: await listResponsible({ ...deps, db: tx }, submittedBy),
      values: namesOnCard(own),
      path: `${pagePaths.joiners}?view=faulty`,
    })
}
