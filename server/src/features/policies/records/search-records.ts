import type { MemberActor } from '@desk/shared/identity/actor'
import { readableCodeSchema } from '@desk/shared/kernel/ids'
import type { RecordHits, RecordQuery } from '@desk/shared/policies/record-schemas'
import * as z from 'zod/mini'
import { recordReadAudit } from '../../../access/record-read-audit.ts'
import { findUserids } from '../../../directory/find-userids.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { erasableText } from '../../../kernel/audit/erasable-text.ts'
import { listPathNames } from '../roster/department-path-queries.ts'
import type { RosterDeps } from '../roster/roster-queries.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'
import { requireMaySearch, searchedDepartments, seesDepartments } from './authorize-record.ts'
import { listPolicyStatuses } from './policy-statuses.ts'
import { findUseridOfReceipt, listMembers } from './record-queries.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

/** Maximum number of results: as many people as fit on a screen with their policies. */
const MAX_HITS = 8
/** Maximum number of people who are read for each kind of key, both of active members and of others. */
const CANDIDATES = 200

/**
 * Finds people by name, pinyin, initials or receipt code, active members first, with the status of each policy that they have
 * to sign or signed. The search is audited.
 */
export async function searchRecords(
  deps: RosterDeps & Pick<Deps, 'ids'>,
  actor: MemberActor,
  { q }: RecordQuery,
): Promise<RecordHits> {
  requireMaySearch(actor)
  if (q === undefined) return { q: '', items: [], isMore: false }
  const people = await listMembers(deps.db, await findPeople(deps, actor, q))
  const sees = await seesDepartments(
    deps,
    actor,
    people.map(({ departmentId }) => departmentId),
  )
  const found = people
    .filter(({ departmentId }) => sees(departmentId))
    .sort(
      (left, right) =>
        Number(right.status === ACTIVE) - Number(left.status === ACTIVE) || (left.name < right.name ? -1 : 1),
    )
  const shown = found.slice(0, MAX_HITS)
  const paths = await listPathNames(
    deps.db,
    shown.map(({ departmentId }) => departmentId ?? ROOT_DEPARTMENT),
  )
  const statusesOf = await listPolicyStatuses(
    deps,
    shown.map(({ userid }) => userid),
  )
  await recordReadAudit(deps, actor, 'policy.records_searched', 'policies', {
    text: erasableText(deps, q),
    people: shown.length,
  })
  return {
    q,
    items: shown.map(({ userid, name, departmentId, status }) => ({
      userid,
      name,
      department: paths.get(departmentId ?? ROOT_DEPARTMENT) ?? [],
      isActive: status === ACTIVE,
      policies: statusesOf(userid),
    })),
    isMore: found.length > MAX_HITS || people.length >= CANDIDATES,
  }
}

async function findPeople({ db }: RosterDeps, actor: MemberActor, q: string): Promise<string[]> {
  const code = z.safeParse(readableCodeSchema, q.toUpperCase())
  if (!code.success) return findUserids(db, q, CANDIDATES, searchedDepartments(actor))
  const userid = await findUseridOfReceipt(db, code.data)
  return userid === null ? [] : [userid]
}
