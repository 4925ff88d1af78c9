import { sameUserid } from '@desk/shared/kernel/same-userid'
import type {
  delegations,
  departments,
  members,
  requestCandidates,
  requests,
  roleGrants,
} from '../../db/schema/index.ts'

/** The company as rows, read at one moment; the model's only input. */
export type Facts = {
  day: string
  departments: readonly (typeof departments.$inferSelect)[]
  members: readonly (typeof members.$inferSelect)[]
  grants: readonly (typeof roleGrants.$inferSelect)[]
  delegations: readonly (typeof delegations.$inferSelect)[]
}

type Request = Pick<typeof requests.$inferSelect, 'applicantId' | 'departmentPath' | 'step' | 'verifiedBy'>
type Candidate = Pick<typeof requestCandidates.$inferSelect, 'userid' | 'releasedAt' | 'closedAt'>

const LEFT = 5
const isWithin = (day: string, from: string | null, to: string | null) =>
  (from === null || from <= day) && (to === null || to >= day)

/** Computes who may decide what in the simplest way: by checking every person. */
export function referenceModel({ day, departments, members, grants, delegations }: Facts) {
  const memberOf = (userid: string) => members.find((member) => sameUserid(member.userid, userid))
  const isActive = (userid: string) => memberOf(userid)?.status === 1
  const hasLeft = (userid: string) => memberOf(userid)?.status === LEFT

  /** Lists the department and all its parents, up to the root. */
  function withParents(departmentId: number | null): number[] {
    const row = departments.find(({ id }) => id === departmentId)
    if (departmentId === null) return []
    return row ? [departmentId, ...withParents(row.parentId === 0 ? null : row.parentId)] : [departmentId]
  }
  const isKnown = (id: number) => departments.some((department) => department.id === id)
  const approvalPath = (departmentId: number | null) =>
    withParents(departmentId).filter((id, index) => index === 0 || isKnown(id))

  const grantsOf = (userid: string) =>
    grants.filter(
      (grant) =>
        sameUserid(grant.userid, userid) && grant.endedAt === null && isWithin(day, grant.startsOn, grant.endsOn),
    )
  const holdersOf = (matches: (grant: Facts['grants'][number]) => boolean) =>
    members
      .map(({ userid }) => userid)
      .filter(isActive)
      .filter((userid) => grantsOf(userid).some(matches))
  /** Lists the admins of a department, then its deputies. */
  const adminsOf = (department: number) =>
    [false, true].map((isDeputy) =>
      holdersOf(
        (grant) => grant.role === 'dept_admin' && grant.departmentId === department && grant.isDeputy === isDeputy,
      ),
    )
  const delegateOf = (delegator: string) =>
    delegations.find(
      (delegation) =>
        sameUserid(delegation.principal, delegator) &&
        delegation.revokedAt === null &&
        isWithin(day, delegation.startsOn, delegation.endsOn),
    )?.delegate

  const administers = (userid: string, path: readonly number[]) =>
    grantsOf(userid).some(
      ({ role, departmentId }) =>
        role === 'ops' ||
        role === 'ops_lead' ||
        (role === 'dept_admin' && departmentId !== null && path.includes(departmentId)),
    )
  const delegatorsOf = (userid: string) =>
    members
      .map((member) => member.userid)
      .filter((delegator) => isActive(delegator) && sameUserid(delegateOf(delegator) ?? '', userid))

  return {
    isActive,
    hasLeft,

    /** Returns the first approvers; empty when the whole company has none. */
    firstApprovers({ applicantId, step, verifiedBy }: Request): string[] {
      const barred = [applicantId, ...(step === 'ops' && verifiedBy !== null ? [verifiedBy] : [])]
      const isBarred = (userid: string) => barred.some((other) => sameUserid(other, userid))
      const path = step === 'ops' ? [] : approvalPath(memberOf(applicantId)?.mainDepartmentId ?? null)
      const ops = holdersOf(({ role }) => role === 'ops')
      const levels = [...path.flatMap(adminsOf), ops]
      for (const level of levels) {
        const eligible = level
          .filter((userid) => !isBarred(userid))
          .map((userid) => delegateOf(userid) ?? userid)
          .filter((userid) => isActive(userid) && !isBarred(userid))
        if (eligible.length > 0) return [...new Set(eligible)].sort()
      }
      return ops.filter((userid) => !isBarred(userid))
    },

    mayDecide(userid: string, { applicantId, departmentPath }: Request, candidates: readonly Candidate[]): boolean {
      const isApprover = candidates.some(
        (candidate) => candidate.releasedAt === null && sameUserid(candidate.userid, userid),
      )
      const acts = [userid, ...delegatorsOf(userid)].some((who) => administers(who, departmentPath))
      return isActive(userid) && !sameUserid(userid, applicantId) && isApprover && acts
    },
  }
}
