import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestDraft } from '@desk/shared/requests/types/index'
import { advance } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Tx } from '../../../db/database.ts'
import { isUniqueViolation } from '../../../db/errors.ts'
import { KeyReusedError } from '../../../kernel/app-error.ts'
import { NoDeciderError } from '../request-errors.ts'
import { deleteSubmittedDraft } from '../../../kernel/draft-queries.ts'
import { authorize } from '../../../access/authorize.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { today } from '../../../access/grant-conditions.ts'
import { sha256 } from '../../../kernel/hash.ts'
import type { SubmitDeps } from '../model/request-deps.ts'
import { sendApprovalCards } from '../cards/request-notices.ts'
import { departmentPath, type Person } from '../approvers/people-queries.ts'
import { findSubject, lockApplicant } from '../approvers/find-subject.ts'
import { recordChange } from '../model/record-change.ts'
import { scheduleNextEscalationStep, startedClockPatch } from '../model/request-clock.ts'
import { findByIdempotencyKey, insertRequest, type RequestRow } from '../model/request-queries.ts'
import { reasonOf, writeReason } from '../model/request-reason.ts'
import { toRequestView } from '../model/request-view.ts'
import { requireSignedPolicies } from './require-signed-policies.ts'
import { firstApproverQuery } from '../model/approver-query.ts'
import { resolveApprovers } from '../approvers/resolve-approvers.ts'

type Submission = RequestDraft & { idempotencyKey: string }

/**
 * Submits a request to its first approvers. A repeated key returns the same request (`isNew` false).
 *
 * @throws KeyReusedError when the key comes with another body
 */
export async function submitRequest(
  deps: SubmitDeps,
  actor: MemberActor,
  submission: Submission,
): Promise<{ view: RequestView; isNew: boolean }> {
  const { row, isNew } = await submitOnce(deps, actor, submission).catch((error: unknown) => {
    // A concurrent call with the same key committed first, so its request can be returned now.
    if (isUniqueViolation(error, 'requests_idempotency_key')) return submitOnce(deps, actor, submission)
    throw error
  })
  if (isNew) deps.failPoints.hit('submit.committed')
  return { view: await toRequestView(deps, deps.db, actor, row), isNew }
}

function submitOnce(deps: SubmitDeps, actor: MemberActor, submission: Submission) {
  const { idempotencyKey, ...draft } = submission
  const bodyHash = sha256(JSON.stringify(draft))
  return deps.db.transaction(async (tx): Promise<{ row: RequestRow; isNew: boolean }> => {
    // Locked before anything is read: a concurrent call must see what the first one wrote.
    const applicant = await lockApplicant(tx, actor.userid, draft)
    const earlier = await findByIdempotencyKey(tx, actor.userid, idempotencyKey)
    if (earlier && earlier.bodyHash !== bodyHash) throw new KeyReusedError()
    if (earlier) return { row: earlier, isNew: false }
    const row = await create(deps, tx, { actor, applicant }, submission, bodyHash)
    await deleteSubmittedDraft(tx, applicant.userid, draft.kind, idempotencyKey)
    return { row, isNew: true }
  })
}

/** Submits a request within the transaction of another command, of which it is a part. */
export async function submitWithin(
  deps: SubmitDeps,
  tx: Tx,
  actor: MemberActor,
  submission: Submission,
): Promise<RequestRow> {
  const { idempotencyKey: _key, ...draft } = submission
  const applicant = await lockApplicant(tx, actor.userid, draft)
  return create(deps, tx, { actor, applicant }, submission, sha256(JSON.stringify(draft)))
}

async function create(
  deps: SubmitDeps,
  tx: Tx,
  { actor, applicant }: { actor: MemberActor; applicant: Person },
  { idempotencyKey, ...draft }: Submission,
  bodyHash: string,
): Promise<RequestRow> {
  const { kind, payload } = draft
  const { subjectId, person } = await findSubject(tx, draft, applicant)
  const path = await departmentPath(tx, person.mainDepartmentId)
  const facts = { kind, applicantId: applicant.userid, subjectId, approverIds: [], departmentPath: path }
  authorize(actor, 'request.submit', facts)
  await requireSignedPolicies(deps, tx, { kind, userid: applicant.userid })
  const context = { clock: deps.clock, site: deps.site, today: today(deps), subject: person }
  await deps.kinds[kind].checkSubmit(tx, applicant, payload, context)
  const query = firstApproverQuery(applicant.userid, kind, path, subjectId)
  const approvers = await resolveApprovers({ ...deps, db: tx }, query)
  if (approvers.length === 0) throw new NoDeciderError()
  const state = advance('draft', 'submit')
  if (!state) throw new Error('A draft must accept submit')
  const now = deps.clock.now()
  const calendar = await loadCalendar({ ...deps, db: tx })
  const request = await insertRequest(
    tx,
    {
      id: deps.ids.next('request'),
      no: deps.ids.readableCode(),
      kind,
      payload,
      state,
      step: query.step,
      applicantId: applicant.userid,
      subjectId,
      departmentPath: [...path],
      seenHash: sha256(`${kind}\n${deps.kinds[kind].hashedContent(payload)}`),
      idempotencyKey,
      bodyHash,
      createdAt: now,
      updatedAt: now,
      ...startedClockPatch(calendar, kind, now),
    },
    approvers,
  )
  const count = deps.kinds[kind].changes(request).length
  const reason = await writeReason(deps, tx, request, reasonOf(draft))
  await recordChange(deps, tx, { actor, request, type: 'submitted', details: { count, ...reason } })
  await sendApprovalCards(deps, tx, request)
  await scheduleNextEscalationStep(deps, tx, request, calendar)
  return request
}
