import { advanceOpening, type OpeningCommand } from '@desk/shared/accounts/opening-states'
import { MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import { departmentNames } from '../../../directory/department-names.ts'
import { confirmReturn } from '../../../directory/employment-queries.ts'
import { ipNotAllowedCodes, WecomDeferredError, WecomRefusedError } from '../../../kernel/app-error.ts'
import { isTemporaryRefusal } from '../../../outbox/classify-failure.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import type { Job } from '../../../outbox/outbox-queries.ts'
import { type Checkpoint, type JobHandler, noWrites, type ResultWrites } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import { upsertMember } from '../../../access/actor-queries.ts'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import { hasSecondWriter } from '../../../kernel/second-writer-setting.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountEffectDeps } from '../model/account-deps.ts'
import { listResponsible, notifyAccount } from '../model/account-notices.ts'
import {
  findOpening,
  FULL,
  lockOpening,
  type OpeningId,
  type OpeningRow,
  saveOpening,
  wasRefusedFull,
} from '../model/opening-queries.ts'
import { openPartner } from './open-partner.ts'
import { isAsConfirmed, isRequestedAccount } from './same-account.ts'

const WORKER = 'system:account.create'
/** WeCom's code: the userid exists. */
const USERID_EXISTS = 60102
/** A refusal for lack of places holds for all openings; after this time one of them asks again. */
const FULL_FOR_MS = 10 * MINUTE_MS
/** How often WeCom is read while people create the account in the console. */
const CONSOLE_CHECK_MS = 10 * MINUTE_MS
/** How long after a call the account is read again: the first read may be too early. */
const READ_AGAIN_MS = 10 * SECOND_MS
/** The contacts secret may not write: the account is created in the console. */
const forbiddenCodes: readonly number[] = [48002, 60011, 48009]

/**
 * Creates one account. Reads first where an earlier attempt may have created it, since WeCom refuses a second call and does
 * not say whose account it found. The opening is `created` only when WeCom shows the account as it was confirmed.
 */
export function createAccount(deps: AccountEffectDeps): JobHandler {
  return {
    async handle(job, checkpoint) {
      const opening = await findOpening(deps.db, idOf(job))
      if (!opening || advanceOpening(opening.state, 'attempt') === null) return noWrites
      if (opening.state === 'by_hand') return settleManually(deps, checkpoint, opening)
      if (!deps.site.hasContactsSecret || (await hasSecondWriter(deps.db))) return handOver(deps, checkpoint, opening)
      if (opening.attemptedAt !== null || deps.afterRestore?.asksFirst === true) {
        const found = await deps.wecom.findMember(opening.userid)
        if (found) return settle(deps, opening, found)
      }
      return create(deps, checkpoint, opening, { asksAnyway: asksAnyway(job) })
    },
    async onGiveUp(tx, job, { cause }) {
      const opening = await lockOpening(tx, idOf(job))
      if (opening) await fail(deps, tx, opening, cause)
    },
    async requeue(tx, job) {
      const opening = await lockOpening(tx, idOf(job))
      if (opening?.state === 'failed') await move(deps, tx, opening, 'retry', { failure: null })
    },
    async isDone(job) {
      const opening = await findOpening(deps.db, idOf(job))
      if (!opening) return null
      const found = await deps.wecom.findMember(opening.userid)
      return found !== null && (await isRequestedAccount(deps, opening, found))
    },
  }
}

async function create(
  deps: AccountEffectDeps,
  checkpoint: Checkpoint,
  opening: OpeningRow,
  { asksAnyway }: { asksAnyway: boolean },
): Promise<ResultWrites> {
  const { departmentId, userid, name, mobile, email, position } = opening
  // WeCom would silently create a department for an unknown id.
  if (!(await departmentNames(deps.db, [departmentId])).has(departmentId))
    return failureWrites(deps, opening, 'department')
  const now = deps.clock.now()
  if (!asksAnyway && (await wasRefusedFull(deps.db, new Date(now.getTime() - FULL_FOR_MS))))
    return failureWrites(deps, opening, FULL)
  const isRepeated = opening.attemptedAt !== null
  await checkpoint(async (tx) => {
    const locked = await lockOpening(tx, opening.id)
    if (locked?.state === 'scheduled') await move(deps, tx, locked, 'attempt', { attemptedAt: now })
  })
  // Withdrawn while the job waited: the call is not sent.
  if ((await findOpening(deps.db, opening.id))?.state !== 'creating') return noWrites
  deps.failPoints.hit('account.creating')
  try {
    await deps.wecom.createMember({ userid, name, mobile, email, department: departmentId, position })
  } catch (error) {
    if (!(error instanceof WecomRefusedError) || error instanceof WecomDeferredError) throw error
    if (forbiddenCodes.includes(error.errcode)) return handOver(deps, checkpoint, opening)
    // After a correction in WeCom's console the same call succeeds.
    if (isTemporaryRefusal(error.errcode) || ipNotAllowedCodes.includes(error.errcode)) throw error
    if (error.errcode !== USERID_EXISTS) return failureWrites(deps, opening, String(error.errcode))
    const found = await deps.wecom.findMember(userid)
    if (found) return settle(deps, opening, found)
    return failureWrites(deps, opening, isRepeated ? 'not_visible' : 'other_person')
  }
  deps.failPoints.hit('account.sent')
  const found = await deps.wecom.findMember(userid)
  if (found) return settle(deps, opening, found)
  // A department outside the visible range hides its members; the first read may also be too early.
  if (isRepeated) return failureWrites(deps, opening, 'not_visible')
  throw new JobDeferredError('not_visible', inMs(deps, READ_AGAIN_MS))
}

/** Compares the account that WeCom shows with the opening. `foundAt` is stored with a failure, since the account may exist. */
async function settle(
  deps: AccountEffectDeps,
  opening: OpeningRow,
  found: WecomMember,
  foundAt?: Date,
): Promise<ResultWrites> {
  if (!(await isRequestedAccount(deps, opening, found))) return failureWrites(deps, opening, 'other_person', foundAt)
  if (!isAsConfirmed(opening, found)) return failureWrites(deps, opening, 'differs', foundAt)
  return (tx) => recordCreated(deps, tx, opening.id, found)
}

async function recordCreated(deps: AccountEffectDeps, tx: Tx, id: OpeningId, found: WecomMember): Promise<void> {
  const opening = await lockOpening(tx, id)
  if (!opening) return
  const at = deps.clock.now()
  if (!(await move(deps, tx, opening, 'created', { accountCreatedAt: at, failure: null }))) return
  if (opening.returnAnswer === 'same') await confirmReturn(tx, opening.userid, opening.submittedBy, at)
  await upsertMember(deps, tx, found, at)
  await openPartner(deps, tx, opening)
  await recordAudit(
    tx,
    auditEntry(deps, {
      actor: WORKER,
      action: 'account.created',
      object: opening.id,
      details: {
        userid: opening.userid,
        byHand: opening.state === 'by_hand',
        ...(opening.returnAnswer === null ? {} : { returnAnswer: opening.returnAnswer }),
      },
    }),
  )
}

/** Asks the management department to create the account in the console, and checks from then on whether it exists. */
async function handOver(deps: AccountEffectDeps, checkpoint: Checkpoint, opening: OpeningRow): Promise<ResultWrites> {
  await checkpoint(async (tx) => {
    const locked = await lockOpening(tx, opening.id)
    // The time of the attempt stays: an account that was found once may exist until a check finds none.
    if (!locked || !(await move(deps, tx, locked, 'hand_over', { attemptedAt: opening.attemptedAt }))) return
    await notifyAccount(deps, tx, {
      event: 'account.by_hand',
      // Openings that were confirmed together and are created together share one notice.
      object: `${opening.batchId}:${opening.startsOn}:${opening.reviewedAt?.toISOString() ?? ''}`,
      userids: await listRoleHolders({ ...deps, db: tx }, 'ops', 'ops_lead'),
      values: { name: opening.name },
      path: pagePaths.joinerBatch(opening.batchId),
    })
  })
  throw new JobDeferredError('by_hand', inMs(deps, CONSOLE_CHECK_MS))
}

/** Settles an opening whose account people create in the console, once WeCom shows the account. */
async function settleManually(
  deps: AccountEffectDeps,
  checkpoint: Checkpoint,
  opening: OpeningRow,
): Promise<ResultWrites> {
  const found = await deps.wecom.findMember(opening.userid)
  if (!found) {
    if (opening.attemptedAt !== null) await checkpoint((tx) => forgetAttempt(deps, tx, opening.id))
    throw new JobDeferredError('by_hand', inMs(deps, CONSOLE_CHECK_MS))
  }
  return settle(deps, opening, found, deps.clock.now())
}

/** Records that WeCom shows no account any more, so that HR may withdraw the opening. */
async function forgetAttempt({ clock }: AccountEffectDeps, tx: Tx, id: OpeningId): Promise<void> {
  const opening = await lockOpening(tx, id)
  if (opening?.state === 'by_hand') await saveOpening(tx, opening, { attemptedAt: null }, clock.now())
}

/** Returns the writes by which an opening fails. `foundAt`: when an account was found that may belong to it. */
const failureWrites =
  (deps: AccountEffectDeps, { id }: OpeningRow, failure: string, foundAt?: Date): ResultWrites =>
  async (tx) => {
    const opening = await lockOpening(tx, id)
    if (opening) await fail(deps, tx, opening, failure, foundAt)
  }

/** Returns whether no account exists for the opening: WeCom refused it for good, or its department or userid cannot be used. */
const isRefusal = (failure: string): boolean =>
  failure === 'other_person' ||
  failure === 'department' ||
  (/^\d+$/.test(failure) && !isTemporaryRefusal(Number(failure)))

async function fail(
  deps: AccountEffectDeps,
  tx: Tx,
  opening: OpeningRow,
  failure: string,
  foundAt: Date | null = null,
): Promise<void> {
  // After a refusal there is no account. After any other failure there may be one, which only a read can tell.
  const attemptedAt = foundAt ?? (isRefusal(failure) ? null : opening.attemptedAt)
  const saved = await move(deps, tx, opening, 'fail', { failure, attemptedAt })
  if (!saved) return
  const { id, submittedBy, name } = saved
  await recordAudit(
    tx,
    auditEntry(deps, {
      actor: WORKER,
      action: 'account.create_failed',
      object: id,
      details: { cause: failure },
    }),
  )
  await notifyAccount(deps, tx, {
    event: 'account.failed',
    // Accounts that fail because the company has no free places share one notice.
    object: failure === FULL ? `${saved.batchId}:${FULL}` : `${id}:${String(saved.version)}`,
    userids: await listResponsible({ ...deps, db: tx }, submittedBy),
    values: { name },
    path: failure === FULL ? pagePaths.joinerBatch(saved.batchId) : pagePaths.joiner(id),
  })
}

/** Saves the state to which a command leads, with other changes; null: the state does not allow the command. */
async function move(
  deps: AccountEffectDeps,
  tx: Tx,
  opening: OpeningRow,
  command: OpeningCommand,
  changes: Partial<OpeningRow>,
): Promise<OpeningRow | null> {
  const state = advanceOpening(opening.state, command)
  return state === null ? null : saveOpening(tx, opening, { ...changes, state }, deps.clock.now())
}

const inMs = ({ clock }: Pick<AccountEffectDeps, 'clock'>, ms: number) => new Date(clock.now().getTime() + ms)

/** Returns whether the job calls WeCom even while it refuses other openings for lack of places. */
const asksAnyway = ({ payload }: Pick<Job, 'payload'>): boolean => (payload as { asks?: unknown }).asks === true

function idOf({ payload }: Pick<Job, 'payload'>): OpeningId {
  const { id } = payload as { id?: unknown }
  if (typeof id !== 'string') throw new Error('An account job without an opening id')
  return id as OpeningId
}
