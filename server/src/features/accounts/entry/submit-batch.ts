import type { SubmittedBatch } from '@desk/shared/accounts/account-schemas'
import { checkJoiners, type CheckedJoiner } from '@desk/shared/accounts/check-joiners'
import { isPartner, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import type { FieldError } from '@desk/shared/errors'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { actorWithRole } from '../../../access/current-actor.ts'
import type { Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { KeyReusedError } from '../../../kernel/app-error.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { listReviewers, notifyAccount } from '../model/account-notices.ts'
import { loadFacts } from '../model/load-facts.ts'
import {
  type BatchId,
  findBatchByKey,
  insertBatch,
  listBatchRows,
  lockEntries,
  type NewOpening,
} from '../model/opening-queries.ts'

type Submission = { rows: readonly JoinerRow[]; idempotencyKey: string }

/** How many faults one response lists at most; the check shows all of them. */
const MAX_FAULTS = 100

/**
 * Submits openings for review, all or none. Repeats with the same key return the same batch. Does not call WeCom.
 *
 * @throws AccountRefusedError `faulty_rows` with the faults, by line and field
 */
export async function submitBatch(
  deps: AccountDeps,
  actor: MemberActor,
  { rows, idempotencyKey }: Submission,
): Promise<SubmittedBatch & { isNew: boolean }> {
  const bodyHash = sha256(JSON.stringify(rows))
  const result = await deps.db.transaction(async (tx) => {
    await lockEntries(tx)
    const earlier = await findBatchByKey(tx, actor.userid, idempotencyKey)
    if (earlier && earlier.bodyHash !== bodyHash) throw new KeyReusedError()
    await actorWithRole(deps, tx, actor, 'hr')
    if (earlier) return { id: earlier.id, isNew: false }
    const checked = checkJoiners(rows, await loadFacts({ ...deps, db: tx }, rows))
    refuseFaulty(checked)
    return { id: await insert(deps, tx, actor, { checked, idempotencyKey, bodyHash }), isNew: true }
  })
  deps.failPoints.hit('account.submitted')
  const [only, ...others] = await listBatchRows(deps.db, result.id)
  return { ...result, joiner: only && others.length === 0 ? only.id : null }
}

/** Throws if any row has a fault. @throws AccountRefusedError `faulty_rows` */
export function refuseFaulty(checked: readonly CheckedJoiner[]): void {
  const fields: FieldError[] = checked.flatMap(({ row, faults }) =>
    faults.map(({ field, code }) => ({ path: `rows.${String(row.no)}.${field}`, code })),
  )
  if (fields.length > 0) throw new AccountRefusedError('faulty_rows', { fields: fields.slice(0, MAX_FAULTS) })
}

/** Returns the columns that a checked row without faults fills. */
export function valuesOf({ row, departmentId, departmentPath, sponsorId }: CheckedJoiner) {
  if (departmentId === null) throw new Error('A row without a department has a fault')
  const hasContract = isPartner(row)
  return {
    userid: row.userid,
    name: row.name,
    mobile: row.mobile === '' ? null : row.mobile,
    email: row.email === '' ? null : row.email,
    departmentId,
    departmentPath: [...departmentPath],
    position: row.position,
    startsOn: row.startsOn,
    company: hasContract ? row.company : null,
    sponsorId: hasContract ? sponsorId : null,
    endsOn: hasContract ? row.endsOn : null,
    returnAnswer: row.returnAnswer === '' ? null : row.returnAnswer,
  }
}

async function insert(
  deps: AccountDeps,
  tx: Tx,
  { userid }: MemberActor,
  { checked, ...batch }: { checked: readonly CheckedJoiner[]; idempotencyKey: string; bodyHash: string },
): Promise<BatchId> {
  const id = deps.ids.next('accountBatch')
  const at = deps.clock.now()
  const rows: NewOpening[] = checked.map((joiner) => ({
    id: deps.ids.next('accountOpening'),
    batchId: id,
    no: joiner.row.no,
    ...valuesOf(joiner),
    state: 'review' as const,
    submittedBy: userid,
    inviteCount: 0,
    lateNotices: 0,
    version: 1,
    updatedAt: at,
  }))
  await insertBatch(tx, { id, submittedBy: userid, submittedAt: at, ...batch }, rows)
  const details = { count: rows.length, partners: rows.filter(({ endsOn }) => endsOn !== null).length }
  await recordAudit(tx, auditEntry(deps, { actor: userid, action: 'account.submitted', object: id, details }))
  await requestReview(deps, tx, { id, submittedBy: userid, count: rows.length, object: id })
  return id
}

type Review = {
  id: BatchId
  submittedBy: string
  /** Others who may not decide, since they submitted the batch or another of its openings. */
  others?: readonly string[]
  count: number
  object: string
}

/** Notifies the management department, without the submitters, that openings wait for review. */
export async function requestReview(
  deps: AccountDeps,
  tx: Tx,
  { id, submittedBy, others = [], count, object }: Review,
): Promise<void> {
  const person = (await memberNames(tx, [submittedBy]))(submittedBy).name
  await notifyAccount(deps, tx, {
    event: 'account.review',
    object,
    userids: await listReviewers({ ...deps, db: tx }, [submittedBy, ...others]),
    values: { person, count: String(count) },
    path: pagePaths.joinerBatch(id),
  })
}
