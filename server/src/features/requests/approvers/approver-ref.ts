import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { DeciderRef } from '@desk/shared/requests/request-schemas'
import type { Approver } from './resolve-approvers.ts'

export const deciderRef = (people: (userid: string) => MemberRef, asked: Approver): DeciderRef => ({
  ...people(asked.userid),
  because: asked.because,
  onBehalfOf: asked.onBehalfOf === null ? null : people(asked.onBehalfOf),
})
