import type { PolicyId } from '@desk/shared/kernel/ids'
import { deliveredEvents } from '@desk/shared/policies/board-schemas'
import { and, asc, eq, gt, gte, inArray, lte, or, sql } from 'drizzle-orm'
import { textArray } from '../../../../db/json-parameters.ts'
import type { Database } from '../../../../db/database.ts'
import { notices, policyMessages, policyQuestions, policyVersions } from '../../../../db/schema/index.ts'

const lowered = (userids: readonly string[]) => textArray(userids.map((userid) => userid.toLowerCase()))

/** Maps people, by userid in lower case, to when WeCom accepted the first message to them about a policy that is still stored. */
export async function findFirstMessages(
  db: Database,
  policyId: PolicyId,
  { userids, since, until }: { userids: readonly string[]; since: Date; until: Date },
): Promise<ReadonlyMap<string, Date>> {
  const { event, objectId, policyIds, state, plannedAt, admittedAt } = notices
  const person = sql<string>`lower(${notices.userid})`
  const at = sql`coalesce(${admittedAt}, ${plannedAt})`
  const ofVersion = db
    .select({ id: policyVersions.id })
    .from(policyVersions)
    .where(eq(policyVersions.policyId, policyId))
  const rows = await db
    .select({ person, at: sql<Date>`min(${at})`.mapWith(plannedAt) })
    .from(notices)
    .where(
      and(
        sql`${person} = any(${lowered(userids)})`,
        inArray(event, [...deliveredEvents]),
        eq(state, 'sent'),
        gte(plannedAt, since),
        sql`${at} <= ${until.toISOString()}::timestamptz`,
        or(
          inArray(objectId, ofVersion),
          and(eq(event, 'policy.urged'), eq(sql`split_part(${objectId}, ':', 1)`, policyId)),
          sql`${policyId} = any(${policyIds})`,
        ),
      ),
    )
    .groupBy(person)
  return new Map(rows.map((row) => [row.person, row.at]))
}

/** Maps people, by userid in lower case, to the text of their first question about a policy that was open at `at`. */
export async function findOpenQuestions(
  db: Database,
  policy: PolicyId,
  { userids, at }: { userids: readonly string[]; at: Date },
): Promise<ReadonlyMap<string, string>> {
  if (userids.length === 0) return new Map()
  const { id, policyId, userid, isOpen, askedAt, closedAt } = policyQuestions
  const person = sql<string>`lower(${userid})`
  const rows = await db
    .selectDistinctOn([person], { person, text: policyMessages.text })
    .from(policyQuestions)
    .innerJoin(policyMessages, and(eq(policyMessages.questionId, id), eq(policyMessages.no, 1)))
    .where(
      and(
        sql`${person} = any(${lowered(userids)})`,
        eq(policyId, policy),
        lte(askedAt, at),
        or(eq(isOpen, true), gt(closedAt, at)),
      ),
    )
    .orderBy(person, asc(askedAt))
  return new Map(rows.map((row) => [row.person, row.text]))
}
