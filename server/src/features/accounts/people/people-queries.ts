import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../../db/database.ts'
import { intArray } from '../../../db/json-parameters.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { departments, members, partners } from '../../../db/schema/index.ts'
import { searchesFor } from '../../../directory/member-search-queries.ts'

/** Returns the SQL condition: the member belongs to one of these departments. */
const belongsTo = (departmentIds: readonly number[]): SQL =>
  sql`${members.departmentIds} && ${`{${departmentIds.join()}}`}::int[]`

/**
 * Returns these departments and those below them. They are passed to the next statement as a value, so that the planner can
 * estimate how many people they have.
 */
async function withThoseBelow(db: Database, departmentIds: readonly number[]): Promise<number[]> {
  const rows = await db
    .select({ id: departments.id })
    .from(departments)
    .where(sql`${departments.path} && ${intArray(departmentIds)}`)
  return rows.map(({ id }) => id)
}

const keyColumns = { nameKey: members.nameKey, initials: members.initials, pinyin: members.pinyin } as const
const LAST_CHARACTER = '\u{10ffff}'

/** SQL conditions for active and for other members. Each has separate indexes for the search keys. */
const accountStates = [sql`${members.status} = 1`, sql`${members.status} <> 1`]

/**
 * Returns the SQL condition for accounts in any state: name, pinyin or initials begin with the query, or the userid is the
 * query.
 */
export const matchesSearch = (q: string): SQL | undefined =>
  or(
    ...searchesFor(q).flatMap(({ key, prefix }) =>
      accountStates.map((state) =>
        and(state, sql`${keyColumns[key]} >= ${prefix}`, sql`${keyColumns[key]} < ${prefix + LAST_CHARACTER}`),
      ),
    ),
    eq(sql`lower(${members.userid})`, q.toLowerCase()),
  )

/** SQL condition: not a former member whose userid went to another person; such rows have a userid with `@former-`. */
const isPresentUserid = sql`${members.userid} not like '%@former-%'`

/** Selects the people first, and looks up everything else only for them. */
function selectPeople(db: Database, where: SQL | undefined, limit: number) {
  const person = db
    .select({
      userid: members.userid,
      name: members.name,
      nameKey: members.nameKey,
      mainDepartmentId: members.mainDepartmentId,
      departmentIds: members.departmentIds,
      position: members.position,
      alias: members.alias,
      telephone: members.telephone,
      status: members.status,
    })
    .from(members)
    .where(and(isPresentUserid, where))
    .orderBy(asc(members.nameKey), asc(members.userid))
    .limit(limit)
    .as('person')
  return db
    .select({
      userid: person.userid,
      name: person.name,
      nameKey: person.nameKey,
      mainDepartmentId: person.mainDepartmentId,
      departmentIds: person.departmentIds,
      position: person.position,
      alias: person.alias,
      telephone: person.telephone,
      status: person.status,
      company: partners.company,
      endsOn: partners.endsOn,
      isPartner: sql<boolean>`${partners.userid} is not null`,
      isReported: sql<boolean>`exists (select 1 from departure_reports as report
        where lower(report.userid) = lower(${person.userid}) and report.handled_at is null)`,
    })
    .from(person)
    .leftJoin(partners, eq(partners.userid, sql`lower(${person.userid})`))
    .orderBy(asc(person.nameKey), asc(person.userid))
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
export async function listPeopleRows(db: Database, { scope, department, q, after, limit }: Query) {
  return selectPeople(
    db,
    and(
      scope === null ? undefined : belongsTo(await withThoseBelow(db, scope)),
      department === null ? undefined : belongsTo(await withThoseBelow(db, [department])),
      q === null ? sql`${members.status} <> 5` : matchesSearch(q),
      after === null ? undefined : sql`(${members.nameKey}, ${members.userid}) > (${after.nameKey}, ${after.userid})`,
    ),
    limit,
  )
}

export type PersonRow = Awaited<ReturnType<typeof listPeopleRows>>[number]

/** Returns the person; null if they are not in scope. */
export async function findPersonRow(
  db: Database,
  userid: string,
  scope: readonly number[] | null,
): Promise<PersonRow | null> {
  const [row] = await selectPeople(
    db,
    and(matchesUserid(members.userid, userid), scope === null ? undefined : belongsTo(await withThoseBelow(db, scope))),
    1,
  )
  return row ?? null
}
