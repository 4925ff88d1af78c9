import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { intArray } from '../../../db/json-parameters.ts'
import { departments, members, partners } from '../../../db/schema/index.ts'
import { searchesFor } from '../../../directory/member-search-queries.ts'

/** SQL condition: the member has a seat in one of these departments, or below. */
const isIn = (departmentIds: readonly number[]): SQL => sql`exists (
  select 1 from ${departments} as seat
  where seat.id = any(${members.departmentIds}) and seat.path && ${intArray([...departmentIds])})`

const keyColumns = { nameKey: members.nameKey, initials: members.initials, pinyin: members.pinyin } as const
const LAST_CHARACTER = '\u{10ffff}'

/** SQL condition: name, pinyin or initials begin with the query; or the userid is the query. Whatever the account's state. */
const isFound = (q: string): SQL | undefined =>
  or(
    ...searchesFor(q).map(
      ({ key, prefix }) => sql`(${keyColumns[key]} >= ${prefix} and ${keyColumns[key]} < ${prefix + LAST_CHARACTER})`,
    ),
    eq(sql`lower(${members.userid})`, q.toLowerCase()),
  )

/** Former members whose userid went to another person have a userid of this form. */
const isPresentUserid = sql`${members.userid} not like '%@former-%'`

const columns = {
  userid: members.userid,
  name: members.name,
  nameKey: members.nameKey,
  mainDepartmentId: members.mainDepartmentId,
  departmentIds: members.departmentIds,
  position: members.position,
  alias: members.alias,
  telephone: members.telephone,
  status: members.status,
  company: partners.company,
  endsOn: partners.endsOn,
  isPartner: sql<boolean>`${partners.userid} is not null`,
  isReported: sql<boolean>`exists (select 1 from departure_reports as report
    where lower(report.userid) = lower(members.userid) and report.handled_at is null)`,
}

type Query = {
  /** Null: everybody. */
  scope: readonly number[] | null
  department: number | null
  q: string | null
  after: { nameKey: string; userid: string } | null
  limit: number
}

/** Lists people in order of their names. Those who left are listed only when they are searched. */
export const listPeopleRows = (db: Database, { scope, department, q, after, limit }: Query) =>
  db
    .select(columns)
    .from(members)
    .leftJoin(partners, eq(partners.userid, sql`lower(${members.userid})`))
    .where(
      and(
        isPresentUserid,
        scope === null ? undefined : isIn(scope),
        department === null ? undefined : isIn([department]),
        q === null ? sql`${members.status} <> 5` : isFound(q),
        after === null ? undefined : sql`(${members.nameKey}, ${members.userid}) > (${after.nameKey}, ${after.userid})`,
      ),
    )
    .orderBy(asc(members.nameKey), asc(members.userid))
    .limit(limit)

export type PersonRow = Awaited<ReturnType<typeof listPeopleRows>>[number]

/** Returns the person, if they are in scope. */
export async function findPersonRow(
  db: Database,
  userid: string,
  scope: readonly number[] | null,
): Promise<PersonRow | null> {
  const [row] = await db
    .select(columns)
    .from(members)
    .leftJoin(partners, eq(partners.userid, sql`lower(${members.userid})`))
    .where(
      and(
        eq(sql`lower(${members.userid})`, userid.toLowerCase()),
        isPresentUserid,
        scope === null ? undefined : isIn(scope),
      ),
    )
  return row ?? null
}
