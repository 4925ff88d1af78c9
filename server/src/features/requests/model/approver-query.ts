import type { RequestTypeDefinition } from '@desk/shared/requests/model/define-request-type'
import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import { barredApproversOf } from '@desk/shared/requests/permissions'
import type { RequestRow } from './request-queries.ts'
import type { ApproverQuery } from '../approvers/resolve-approvers.ts'

type RequestForApprovers = Pick<
  RequestRow,
  'applicantId' | 'subjectId' | 'kind' | 'departmentPath' | 'step' | 'verifiedBy'
>

const managersOf = (kind: RequestType) => (requestTypes[kind] as RequestTypeDefinition).managers

/** Describes who may decide this request now. The approver of the first step may not take the second. */
export const approverQueryOf = ({
  applicantId,
  subjectId,
  kind,
  departmentPath,
  step,
  verifiedBy,
}: RequestForApprovers): ApproverQuery => ({
  kind,
  path: departmentPath,
  step,
  managers: managersOf(kind),
  barred: [...barredApproversOf({ kind, applicantId, subjectId }), ...(verifiedBy === null ? [] : [verifiedBy])],
})

/** Describes who may decide a request that this person would submit now. */
export const firstApproverQuery = (
  applicantId: string,
  kind: RequestType,
  path: readonly number[],
  subjectId: string | null = null,
): ApproverQuery =>
  approverQueryOf({
    applicantId,
    subjectId,
    kind,
    departmentPath: [...path],
    step: requestTypes[kind].firstStep,
    verifiedBy: null,
  })
