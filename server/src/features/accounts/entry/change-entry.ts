import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import { checkJoiners } from '@desk/shared/accounts/check-joiners'
import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { advanceOpening, type OpeningCommand } from '@desk/shared/accounts/opening-states'
import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import { maskMail, maskPhone } from '@desk/shared/privacy/mask-phone'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Tx } from '../../../db/database.ts'
import { isAccountSuspended } from '../../../directory/suspension-queries.ts'
import { cancelGroup } from '../../../outbox/outbox-queries.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { getOpening, hasLeftOrIsLeaving, accountMayExist } from '../board/get-opening.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { loadFacts } from '../model/load-facts.ts'
import {
  listSubmitters,
  lockEntries,
  lockOpening,
  type OpeningId,
  type OpeningRow,
  saveOpening,
} from '../model/opening-queries.ts'
import { cancelOpening } from '../opening/cancel-opening.ts'
import { groupOf, scheduleCreation } from '../opening/schedule-creation.ts'
import { requestInvitation } from '../opening/invite-joiners.ts'
import { refuseFaulty, requestReview, valuesOf } from './submit-batch.ts'

type Target = { id: OpeningId; version: number }

/**
 * Locks the opening as it was on screen. Any member of HR may change any opening.
 *
 * @throws NotFoundError, AccountRefusedError when it changed meanwhile
 */
async function lockShown(deps: AccountDeps, tx: Tx, actor: MemberActor, { id, version }: Target): Promise<OpeningRow> {
  const row = await lockOpening(tx, id)
  await actorWithRole(deps, tx, actor, 'hr')
  if (!row) throw new NotFoundError()
  if (row.version !== version) throw new AccountRefusedError('changed_meanwhile')
  return row
}

/** Returns the state to which a command leads. @throws AccountRefusedError when the opening's state does not allow it */
function stateAfter(row: OpeningRow, command: OpeningCommand): OpeningRow['state'] {
  const state = advanceOpening(row.state, command)
  if (state === null) throw new AccountRefusedError('command_refused')
  return state
}

/** Ends an opening before its account exists. */
export async function withdrawOpening(deps: AccountDeps, actor: MemberActor, target: Target): Promise<OpeningView> {
  await deps.db.transaction(async (tx) => {
    const row = await lockShown(deps, tx, actor, target)
    const state = stateAfter(row, 'withdraw')
    if (accountMayExist(row)) throw new AccountRefusedError('command_refused')
    await cancelGroup(tx, groupOf(row.id))
    await saveOpening(tx, row, { state, failure: null }, deps.clock.now())
    await recordAudit(tx, auditEntry(deps, { actor: actor.userid, action: 'account.withdrawn', object: row.id }))
  })
  return getOpening(deps, actor, target.id)
}

/** Ends an opening whose account exists, after the member left or while their account is being closed. */
export async function cancelOpeningOfLeaver(
  deps: AccountDeps,
  actor: MemberActor,
  target: Target,
): Promise<OpeningView> {
  await deps.db.transaction(async (tx) => {
    const row = await lockShown(deps, tx, actor, target)
    const isCancelled = (await hasLeftOrIsLeaving(tx, row.userid)) && (await cancelOpening(deps, tx, row, actor.userid))
    if (!isCancelled) throw new AccountRefusedError('command_refused')
  })
  return getOpening(deps, actor, target.id)
}

/** Corrects an opening that was returned or that failed. It is reviewed again. */
export async function correctOpening(
  deps: AccountDeps,
  actor: MemberActor,
  { row: typed, ...target }: Target & { row: JoinerRow },
): Promise<OpeningView> {
  await deps.db.transaction(async (tx) => {
    await lockEntries(tx)
    const row = await lockShown(deps, tx, actor, target)
    const state = stateAfter(row, 'mend')
    if (accountMayExist(row)) throw new AccountRefusedError('command_refused')
    const rows = [{ ...typed, ...contactsOf(row, typed), no: row.no }]
    const checked = checkJoiners(rows, await loadFacts({ ...deps, db: tx }, rows, row.id))
    refuseFaulty(checked)
    const [joiner] = checked
    if (!joiner) return
    const changes = { ...valuesOf(joiner), state, attemptedAt: null, failure: null, reason: null }
    const saved = await saveOpening(tx, row, { ...changes, submittedBy: actor.userid }, deps.clock.now())
    await recordAudit(tx, auditEntry(deps, { actor: actor.userid, action: 'account.mended', object: row.id }))
    const object = `${row.id}:${String(saved.version)}`
    const others = await listSubmitters(tx, row.batchId)
    await requestReview(deps, tx, { id: row.batchId, submittedBy: actor.userid, others, count: 1, object })
  })
  return getOpening(deps, actor, target.id)
}

/** Returns the phone number and the email address of the form, or the stored one where the form still shows it masked. */
const contactsOf = (row: OpeningRow, typed: JoinerRow) => ({
  mobile: row.mobile !== null && typed.mobile === maskPhone(row.mobile) ? row.mobile : typed.mobile,
  email: row.email !== null && typed.email === maskMail(row.email) ? row.email : typed.email,
})

/** Retries a failed opening as it was confirmed, once the cause is removed, such as a reached member limit. */
export async function retryOpening(deps: AccountDeps, actor: MemberActor, target: Target): Promise<OpeningView> {
  await deps.db.transaction(async (tx) => {
    const row = await lockShown(deps, tx, actor, target)
    const saved = await saveOpening(tx, row, { state: stateAfter(row, 'retry'), failure: null }, deps.clock.now())
    await scheduleCreation(deps, tx, [saved], { asks: true })
    await recordAudit(tx, auditEntry(deps, { actor: actor.userid, action: 'account.retried', object: row.id }))
  })
  return getOpening(deps, actor, target.id)
}

/** Sends another invitation to a member who has not signed in, at most once a day: WeCom itself repeats an invitation for three days. */
export async function inviteAgain(deps: AccountDeps, actor: MemberActor, target: Target): Promise<OpeningView> {
  await deps.db.transaction(async (tx) => {
    const row = await lockShown(deps, tx, actor, target)
    stateAfter(row, 'invite')
    if (await isAccountSuspended(tx, row.userid)) throw new AccountRefusedError('command_refused')
    const now = deps.clock.now()
    if (row.invitedAt !== null && now.getTime() - row.invitedAt.getTime() < DAY_MS)
      throw new AccountRefusedError('asked_lately')
    await requestInvitation(tx, row.id, now)
    await recordAudit(tx, auditEntry(deps, { actor: actor.userid, action: 'account.invite_requested', object: row.id }))
  })
  return getOpening(deps, actor, target.id)
}
