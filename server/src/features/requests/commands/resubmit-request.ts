import { today } from '../../../access/grant-conditions.ts'
import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { ResubmissionBody } from '@desk/shared/requests/command-bodies'
import type { RequestStep } from '@desk/shared/requests/model/request-flow'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import { requestTypes } from '@desk/shared/requests/types/index'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { NoDeciderError } from '../request-errors.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { sha256 } from '../../../kernel/hash.ts'
import { replaceApprovers } from './update-approvers.ts'
import { executeCommand } from './execute-command.ts'
import { approverQueryOf } from '../model/approver-query.ts'
import type { SubmitDeps } from '../model/request-deps.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { departmentPath } from '../approvers/people-queries.ts'
import { findSubject, lockApplicant } from '../approvers/find-subject.ts'
import { requireSignedPolicies } from './require-signed-policies.ts'
import { resubmittedClockPatch, scheduleEscalation, startedClockPatch } from '../model/request-clock.ts'
import type { RequestRow } from '../model/request-queries.ts'
import { reasonOf, rewriteReason } from '../model/request-reason.ts'
import { currentView } from '../model/request-view.ts'
import { type Approver, resolveLevels } from '../approvers/resolve-approvers.ts'

/**
 * Resubmits a returned request. It goes to the approver who returned it, unless they may no longer decide. If it begins with its
 * first step again, it has the full decision time.
 */
export async function resubmitRequest(
  deps: SubmitDeps,
  caller: MemberActor,
  { draft, ...seen }: ResubmissionBody & { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  const command = { ...seen, name: 'resubmit', body: draft } as const
  await executeCommand(deps, caller, command, async ({ tx, request, now, write }) => {
    const { kind, payload } = draft
    if (kind !== request.kind)
      throw new InvalidInputError('The draft is of another request type', [{ path: 'draft.kind', code: 'kind.other' }])
    const applicant = await lockApplicant(tx, request.applicantId, draft)
    await requireSignedPolicies(deps, tx, { kind, userid: applicant.userid })
    const { subjectId, person } = await findSubject(tx, draft, applicant)
    if (!isSubjectOf(request, subjectId))
      throw new InvalidInputError('The draft is about another person', [
        { path: 'draft.payload.subjectId', code: 'subject.other' },
      ])
    const { clock, site } = deps
    const context = { clock, site, today: today(deps), subject: person, resubmittedId: request.id }
    await deps.kinds[kind].checkSubmit(tx, applicant, payload, context)
    const path = await departmentPath(tx, person.mainDepartmentId)
    const seenHash = sha256(`${kind}\n${deps.kinds[kind].hashedContent(payload)}`)
    // If the content differs from what the department verified, the request begins with its first step again.
    const isSame = seenHash === request.seenHash
    const { step, verifiedBy } = isSame ? request : { step: requestTypes[kind].firstStep, verifiedBy: null }
    const requestToDecide = { ...request, departmentPath: [...path], step, verifiedBy }
    const add = await approversOf({ ...deps, db: tx }, requestToDecide, request.step)
    const calendar = await loadCalendar({ ...deps, db: tx })
    const reason = await rewriteReason(deps, tx, request, reasonOf(draft))
    const resubmitted = await write({
      type: 'resubmitted',
      details: { asked: add.map(({ userid }) => userid), ...reason },
      patch: {
        state: 'open',
        payload,
        seenHash,
        departmentPath: requestToDecide.departmentPath,
        step,
        verifiedBy,
        returned: null,
        outcome: { verdicts: {}, written: false, readBack: {}, ...(isSame ? verifiedOf(request) : {}) },
        ...(step === request.step
          ? resubmittedClockPatch(calendar, request, now)
          : startedClockPatch(calendar, kind, now)),
      },
    })
    const open = await replaceApprovers(deps, tx, resubmitted, { add, release: request.approverIds, now })
    await scheduleEscalation(deps, tx, open, calendar)
    return open
  })
  return currentView(deps, caller, seen.id)
}

const isSubjectOf = (request: RequestRow, subjectId: string | null): boolean =>
  sameUserid(subjectIdOf(request), subjectId ?? request.applicantId)

/** Returns the verdicts of the previous step, which stay in force. */
const verifiedOf = ({ outcome: { verified } }: RequestRow) =>
  verified === undefined ? {} : { verified, verdicts: verified }

/** Returns the approver who returned the request, if the same step decides again; otherwise the first approvers of the step. */
async function approversOf(deps: ReadDeps, request: RequestRow, returnedIn: RequestStep): Promise<Approver[]> {
  const levels = await resolveLevels(deps, approverQueryOf(request))
  const by = request.step === returnedIn ? request.returned?.by : undefined
  const same = levels.flat().find(({ userid }) => by !== undefined && sameUserid(userid, by))
  if (same) return [{ ...same, because: 'returned_before' }]
  const others = levels.find((level) => level.length > 0)
  if (!others) throw new NoDeciderError()
  return others
}
