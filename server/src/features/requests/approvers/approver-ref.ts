import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { ApproverRef } from '@desk/shared/requests/model/request-form'
import type { Approver } from './resolve-approvers.ts'

export const approverRef = (people: (userid: string) => MemberRef, asked: Approver): ApproverRef => ({
  ...people(asked.userid),
  because: asked.because,
  onBehalfOf: asked.onBehalfOf === null ? null : people(asked.onBehalfOf),
})
