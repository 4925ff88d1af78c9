import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import { asc, eq } from 'drizzle-orm'
import { delegations, departments, members, requestCandidates, requests, roleGrants } from '../../db/schema/index.ts'
import { today } from '../../access/grant-conditions.ts'
import { findMemberRow, rolesOf } from '../../access/actor-queries.ts'
import type { Kit } from '../kit.ts'
import { KEEPER } from './directory-edits.ts'
import type { Facts } from './reference-model.ts'

export type RandomStepDeps = Kit['deps']

/** The only ops lead, who grants every role. */
export const keeper: MemberActor = { kind: 'member', userid: KEEPER, roles: ['ops_lead'], adminOf: [] }

/** Runs a command. Returns false for a refusal with a code, which is a valid response; any other error is a fault. */
export async function attempt(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'string') return false
    throw error
  }
}

/** Returns the actor of a session; null for a member who is not active. */
export async function actorOf(deps: RandomStepDeps, userid: string): Promise<MemberActor | null> {
  const row = await findMemberRow(deps.db, userid)
  return row?.status === 1 ? { kind: 'member', userid: row.userid, ...(await rolesOf(deps, userid)) } : null
}

export const peopleIn = async ({ db }: RandomStepDeps): Promise<string[]> =>
  (await db.select().from(members).orderBy(asc(members.userid))).map(({ userid }) => userid)

export const departmentsIn = ({ db }: RandomStepDeps) => db.select().from(departments).orderBy(asc(departments.id))

export const candidatesOf = ({ db }: RandomStepDeps, id: RequestId) =>
  db.select().from(requestCandidates).where(eq(requestCandidates.requestId, id))

export const requestsIn = ({ db }: RandomStepDeps) => db.select().from(requests).orderBy(asc(requests.id))

export const factsOf = async (deps: RandomStepDeps): Promise<Facts> => ({
  day: today(deps),
  departments: await deps.db.select().from(departments),
  members: await deps.db.select().from(members),
  grants: await deps.db.select().from(roleGrants),
  delegations: await deps.db.select().from(delegations),
})
