import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { and, asc, count, desc, eq, gte, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import { intArray, textArray } from '../../../db/json-parameters.ts'
import type { Database } from '../../../db/database.ts'
import { departments, members, partners, policyCounters, policyExemptions } from '../../../db/schema/index.ts'
import { WHOLE_COMPANY, type Counters } from '../roster/count-queries.ts'
import { isChildOf } from './board-queries.ts'

type Counted = { policyId: PolicyId; departmentId: number; totals: Counters }

/** Lists the departments below the company, in WeCom's order. */
export const listTopDepartments = async (db: Database, limit: number): Promise<{ id: number; name: string }[]> =>
  db
    .select({ id: departments.id, name: departments.name })
    .from(departments)
    .where(await isChildOf(db, WHOLE_COMPANY))
    .orderBy(desc(departments.sortOrder), asc(departments.id))
    .limit(limit)

/** Returns the counts of these departments' subtrees, for each of the policies. One statement for the whole matrix. */
export async function readMatrix(
  db: Database,
  policyIds: readonly PolicyId[],
  departmentIds: readonly number[],
): Promise<Counted[]> {
  if (policyIds.length === 0) return []
  return db
    .select({
      policyId: policyCounters.policyId,
      departmentId: policyCounters.departmentId,
      totals: sql<Counters>`json_object_agg(${policyCounters.state}, ${policyCounters.total})`,
    })
    .from(policyCounters)
    .where(
      and(
        sql`${policyCounters.policyId} = any(${textArray(policyIds)})`,
        sql`${policyCounters.departmentId} = any(${intArray(departmentIds)})`,
      ),
    )
    .groupBy(policyCounters.policyId, policyCounters.departmentId)
}

export type Days = { from: CalendarDay; until: CalendarDay }

const hasUserid = (userid: unknown) => sql`lower(${members.userid}) = lower(${userid})`

const endsWithin = ({ from, until }: Days, policyIds: readonly PolicyId[]) =>
  and(
    isNull(policyExemptions.endedAt),
    sql`${policyExemptions.policyId} = any(${textArray(policyIds)})`,
    isNotNull(policyExemptions.until),
    gte(policyExemptions.until, from),
    lte(policyExemptions.until, until),
  )

/** Lists exemptions from these policies whose last day is within these days, the earliest first. */
export const listEndingExemptions = (db: Database, days: Days, policyIds: readonly PolicyId[], limit: number) =>
  db
    .select({
      policyId: policyExemptions.policyId,
      person: { userid: members.userid, name: members.name },
      until: sql<string>`${policyExemptions.until}`,
    })
    .from(policyExemptions)
    .innerJoin(members, hasUserid(policyExemptions.userid))
    .where(endsWithin(days, policyIds))
    .orderBy(asc(policyExemptions.until), asc(policyExemptions.id))
    .limit(limit)

/** Counts these exemptions by policy, up to `limit` in total. */
export async function countEndingExemptions(
  db: Database,
  days: Days,
  policyIds: readonly PolicyId[],
  limit: number,
): Promise<{ policyId: PolicyId; count: number }[]> {
  const first = db
    .select({ policyId: policyExemptions.policyId })
    .from(policyExemptions)
    .innerJoin(members, hasUserid(policyExemptions.userid))
    .where(endsWithin(days, policyIds))
    .orderBy(asc(policyExemptions.until), asc(policyExemptions.id))
    .limit(limit)
    .as('first')
  return db.select({ policyId: first.policyId, count: count() }).from(first).groupBy(first.policyId)
}

/** Lists partners whose contract ends within these days, the earliest first. */
export const listEndingPartners = (db: Database, { from, until }: Days, limit: number) =>
  db
    .select({
      person: { userid: members.userid, name: members.name },
      company: partners.company,
      endsOn: sql<string>`${partners.endsOn}::text`,
    })
    .from(partners)
    .innerJoin(members, eq(sql`lower(${members.userid})`, partners.userid))
    .where(and(gte(partners.endsOn, from), lte(partners.endsOn, until)))
    .orderBy(asc(partners.endsOn), asc(partners.userid))
    .limit(limit)

/** Counts these contracts, up to `limit`. */
export async function countEndingPartners(db: Database, { from, until }: Days, limit: number): Promise<number> {
  const limited = db
    .select({ userid: partners.userid })
    .from(partners)
    .innerJoin(members, eq(sql`lower(${members.userid})`, partners.userid))
    .where(and(gte(partners.endsOn, from), lte(partners.endsOn, until)))
    .limit(limit)
    .as('limited')
  return db.$count(limited)
}
