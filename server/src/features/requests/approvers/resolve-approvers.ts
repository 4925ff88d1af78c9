import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { Role } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { ApproverRef } from '@desk/shared/requests/model/request-form'
import type { ApproverReason, RequestStep } from '@desk/shared/requests/model/request-flow'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { type DelegableKind, delegatesOf, type Holder, holdersFor } from './people-queries.ts'

/** An approver, why they are one, and for whom. */
export type Approver = { userid: string; because: ApproverReason; onBehalfOf: string | null }

export type ApproverQuery = {
  kind: DelegableKind
  /** Departments from the root to the one whose admins come first. */
  path: readonly number[]
  step: RequestStep
  /** Roles of the management department that approve it; `ops` unless given. */
  managers?: readonly Role[] | undefined
  /** People who may not decide it, such as its subject, those who submitted it, and the approver of an earlier step. */
  barred: readonly string[]
}

/**
 * Returns the approvers by level, in order: the admins of the last department of `path`, its deputies, those of each
 * department above, the managers. An absent approver is replaced by their delegate, who cannot delegate further. If nobody
 * is left, returns the managers although they are absent; without any, the leads of the management department.
 */
export async function resolveLevels(deps: ReadDeps, query: ApproverQuery): Promise<Approver[][]> {
  const { path, step, barred } = query
  const { admins, managers, leads } = await holdersFor(deps, path, query.managers)
  const own = path.at(-1)
  const departments = step === 'ops' ? [] : [...path].reverse()
  const levels = departments.flatMap((department) => {
    const ofDepartment = admins.filter(({ departmentId }) => departmentId === department)
    const deputies = ofDepartment.filter(({ isDeputy }) => isDeputy)
    const isOwn = department === own
    return [
      {
        because: isOwn ? ('admin' as const) : ('parent' as const),
        holders: ofDepartment.filter(({ isDeputy }) => !isDeputy),
      },
      { because: isOwn ? ('deputy' as const) : ('parent' as const), holders: deputies },
    ]
  })
  const all: { because: ApproverReason; holders: Holder[] }[] = [...levels, { because: 'ops', holders: managers }]
  const delegates = await delegatesOf(
    deps,
    all.flatMap(({ holders }) => holders.map(({ userid }) => userid)),
    query.kind,
  )
  const isBarred = (userid: string) => barred.some((other) => sameUserid(other, userid))
  const resolved = all.map(({ because, holders }) =>
    distinct(
      holders.flatMap(({ userid }): Approver[] => {
        if (isBarred(userid)) return []
        const delegate = delegates.get(userid.toLowerCase())
        if (delegate === undefined) return [{ userid, because, onBehalfOf: null }]
        return delegate === null || isBarred(delegate)
          ? []
          : [{ userid: delegate, because: 'delegate', onBehalfOf: userid }]
      }),
    ),
  )
  if (resolved.some((level) => level.length > 0)) return resolved
  // All are absent without a delegate, or barred: an absent manager is better than no approver. Without any, the leads of the
  // management department decide, unless the type names other managers.
  const withoutBarred = (holders: readonly Holder[]) => holders.filter(({ userid }) => !isBarred(userid))
  const absent = withoutBarred(managers)
  const lastResort = absent.length > 0 || query.managers !== undefined ? absent : withoutBarred(leads)
  return [distinct(lastResort.map(({ userid }) => ({ userid, because: 'ops', onBehalfOf: null })))]
}

/** Returns the first approvers; empty when there is none. */
export async function resolveApprovers(deps: ReadDeps, query: ApproverQuery): Promise<Approver[]> {
  return (await resolveLevels(deps, query)).find((level) => level.length > 0) ?? []
}

/** Returns each person once; their own role comes before that of a delegator. */
function distinct(approvers: readonly Approver[]): Approver[] {
  const byPerson = new Map<string, Approver>()
  for (const approver of approvers) {
    const key = approver.userid.toLowerCase()
    if (!byPerson.has(key) || approver.onBehalfOf === null) byPerson.set(key, approver)
  }
  return [...byPerson.values()]
}

/** Adds names to an approver. */
export const approverRef = (
  people: (userid: string) => MemberRef,
  { userid, because, onBehalfOf }: Approver,
): ApproverRef => ({
  ...people(userid),
  because,
  onBehalfOf: onBehalfOf === null ? null : people(onBehalfOf),
})
