import type { RoomHit } from '@desk/shared/evidence-room/room-schemas'
import { type PolicyId, readableCodeSchema } from '@desk/shared/kernel/ids'
import { findUserids } from '../../directory/find-userids.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { findUseridOfReceipt, listMembers } from '../policies/records/record-queries.ts'
import { listPathNames } from '../policies/roster/department-path-queries.ts'
import { findSignature } from '../policies/signing/signature-queries.ts'
import { listBoundPeople, type PolicyMoment } from './policy-moment.ts'
import { isInScope, type RoomAccess, wasActive } from './room-access.ts'
import { listSignedPolicies } from './room-queries.ts'
import { ROOT_DEPARTMENT } from '../../directory/root-department.ts'

/** Maximum number of results: as many people as fit on a screen. */
const HITS = 8
/** Maximum number of people who are read for each kind of key, both of active members and of others. */
const CANDIDATES = 200

/**
 * Finds people by name, pinyin, initials or receipt code, each with the policy to show first. The holder of a link finds only
 * people whom one of its policies bound, or who signed it.
 */
export async function findPeopleOfRoom(
  deps: ReadDeps,
  access: RoomAccess,
  { q, moments }: { q: string; moments: readonly PolicyMoment[] },
): Promise<{ hits: RoomHit[]; isMore: boolean }> {
  const { userids, policyId, isCut } = await listCandidates(deps, access, q)
  const people = await listMembers(deps.db, userids)
  const first = await findFirstPolicies(deps, access, { userids: people.map(({ userid }) => userid), moments })
  const found = people
    .map((person) => ({
      ...person,
      isActive: wasActive(access, person),
      policy: policyId ?? first.get(person.userid.toLowerCase()) ?? null,
    }))
    .filter(({ policy }) => access.link === null || policy !== null)
    .sort((a, b) => Number(b.isActive) - Number(a.isActive) || (a.name < b.name ? -1 : 1))
  const shown = found.slice(0, HITS)
  const departmentOf = ({ departmentId }: (typeof shown)[number]) => departmentId ?? ROOT_DEPARTMENT
  const paths = await listPathNames(deps.db, shown.map(departmentOf))
  return {
    hits: shown.map((person) => ({
      userid: person.userid,
      name: person.name,
      department: access.lastDay === null ? (paths.get(departmentOf(person)) ?? []) : [],
      isActive: person.isActive,
      policy: person.policy,
    })),
    // Only some of the many people with this name were read: a longer query finds the others.
    isMore: isCut || found.length > HITS,
  }
}

type Candidates = { userids: string[]; policyId: PolicyId | null; isCut: boolean }

async function listCandidates({ db }: ReadDeps, access: RoomAccess, q: string): Promise<Candidates> {
  const code = readableCodeSchema.safeParse(q.toUpperCase())
  if (!code.success) {
    const userids = await findUserids(db, q, CANDIDATES)
    return { userids, policyId: null, isCut: userids.length >= CANDIDATES }
  }
  const signature = await findSignature(db, code.data)
  if (!signature || !isInScope(access, signature.policyId) || signature.signedAt > access.until)
    return { userids: [], policyId: null, isCut: false }
  const userid = await findUseridOfReceipt(db, code.data)
  return { userids: userid === null ? [] : [userid], policyId: signature.policyId, isCut: false }
}

/** Maps people to the first policy that bound them or that they signed. */
async function findFirstPolicies(
  { db }: ReadDeps,
  { until }: RoomAccess,
  { userids, moments }: { userids: readonly string[]; moments: readonly PolicyMoment[] },
): Promise<ReadonlyMap<string, PolicyId>> {
  const first = new Map<string, PolicyId>()
  const signed = await listSignedPolicies(db, userids, until)
  for (const moment of moments) {
    const bound = await listBoundPeople(moment, userids)
    for (const userid of userids.map((id) => id.toLowerCase()))
      if (!first.has(userid) && (bound.has(userid) || signed.has(`${userid} ${moment.policy.id}`)))
        first.set(userid, moment.policy.id)
  }
  return first
}
