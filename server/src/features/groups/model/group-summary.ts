import type { GroupSummary } from '@desk/shared/groups/group-schemas'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { ListedGroup } from './group-queries.ts'

export const summaryOf = (group: ListedGroup, people: (userid: string) => MemberRef, now: Date): GroupSummary => ({
  id: group.id,
  name: group.name,
  state: group.state,
  origin: group.origin,
  owner: people(group.ownerId),
  deputy: group.deputyId === null ? null : people(group.deputyId),
  memberCount: group.memberCount,
  goneCount: group.goneCount,
  createdAt: group.createdAt.toISOString(),
  expiresOn: group.expiresOn,
  isReviewOpen: group.reviewOpenedAt !== null,
  // Once it went up it stays late, whatever time the next one has.
  isLate: group.reviewCloseBy !== null && (group.reviewCloseBy < now || group.reviewEscalationStep > 0),
  isVacant: group.vacantSince !== null,
  isDeclined: group.declined !== null,
  isApplying: group.isApplying,
})
