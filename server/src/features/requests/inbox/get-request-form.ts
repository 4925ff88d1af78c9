import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import type { RequestForm } from '@desk/shared/requests/model/request-form'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { requirePersonWithPath } from '../approvers/people-queries.ts'
import { firstApproverQuery } from '../model/approver-query.ts'
import { approverRef, resolveApprovers } from '../approvers/resolve-approvers.ts'
import type { ReadFirstDeps } from '../model/request-deps.ts'

/** Returns what every form shows: the approvers, and what this person has to sign first. */
export async function getRequestForm(
  deps: ReadDeps & ReadFirstDeps,
  { userid }: { userid: string },
  kind: RequestType,
  subjectId: string | null = null,
): Promise<RequestForm> {
  return {
    deciders: await firstApproversFor(deps, userid, kind, subjectId),
    readFirst: requestTypes[kind].requiresSignedPolicies ? await deps.findRequiredSignature(deps.db, userid) : null,
  }
}

/** Returns the approvers of a request that this person would submit now about themselves, or about `subjectId`. */
export async function firstApproversFor(
  deps: ReadDeps,
  userid: string,
  kind: RequestType,
  subjectId: string | null = null,
): Promise<RequestForm['deciders']> {
  const { person, path } = await requirePersonWithPath(deps.db, subjectId ?? userid)
  const applicantId = subjectId === null ? person.userid : userid
  const deciders = await resolveApprovers(deps, firstApproverQuery(applicantId, kind, path, subjectId))
  const names = await memberNames(
    deps.db,
    deciders.flatMap((approver) => [approver.userid, ...(approver.onBehalfOf === null ? [] : [approver.onBehalfOf])]),
  )
  return deciders.map((approver) => approverRef(names, approver))
}
