import type { DelegationId } from '@desk/shared/kernel/ids'
import { and, eq, exists, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { delegations, requestCandidates, requests } from '../../db/schema/index.ts'
import type { DelegationRow } from './delegation-queries.ts'

export async function requireDelegation(db: Database, id: DelegationId): Promise<DelegationRow> {
  const [row] = await db.select().from(delegations).where(eq(delegations.id, id))
  if (!row) throw new Error(`Delegation ${id} is gone`)
  return row
}

/** Lists each applicant whose request waits for the delegator or for a delegate of theirs. */
export async function listWaitingApplicants(tx: Tx, { principal, kinds }: DelegationRow): Promise<string[]> {
  const person = principal.toLowerCase()
  const asked = tx
    .select({ id: requestCandidates.requestId })
    .from(requestCandidates)
    .where(
      and(
        eq(requestCandidates.requestId, requests.id),
        isNull(requestCandidates.closedAt),
        or(
          eq(sql`lower(${requestCandidates.userid})`, person),
          eq(sql`lower(${requestCandidates.onBehalfOf})`, person),
        ),
      ),
    )
  const rows = await tx
    .selectDistinct({ userid: requests.applicantId })
    .from(requests)
    .where(and(eq(requests.state, 'open'), kinds ? inArray(requests.kind, kinds) : undefined, exists(asked)))
  return rows.map(({ userid }) => userid)
}
