import { PARTNER_NOTICE_DAYS } from '@desk/shared/accounts/partner-schemas'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { and, asc, desc, eq, getTableColumns, gte, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { members, partnerHistory, partners } from '../../../db/schema/index.ts'
import { ACTIVE, DISABLED, LEFT } from '../../../directory/member-drift.ts'
import { isLockedAsLost } from '../../../directory/suspension-queries.ts'
import { matchesSearch } from '../people/people-queries.ts'

/** How many undecided contracts of a sponsor are listed at most. */
const MAX_UNDECIDED = 50

export type PartnerRow = typeof partners.$inferSelect
/** A partner with their data in the directory, and whether their sponsor can act. */
export type ListedPartner = {
  partner: PartnerRow
  userid: string
  name: string
  departmentId: number | null
  status: number
  hasSponsor: boolean
}

/** Returns the SQL condition: this account, in lower case, can sponsor: an active employee's, or one locked for a lost phone. */
const canSponsor = (userid: SQL) => sql<boolean>`coalesce((select (sponsor.status = ${ACTIVE}
    or (sponsor.status = ${DISABLED} and ${isLockedAsLost(sql`sponsor.userid`)}))
    and not exists (select 1 from ${partners} as own where own.userid = lower(sponsor.userid)) from members as sponsor
  where lower(sponsor.userid) = ${userid}), false)`

/** SQL condition for all partners: their sponsor can act. Looks up each sponsor once, however many partners they have. */
const isSponsored = sql<boolean>`coalesce(lower(${partners.sponsor}) in (
  select one.sponsor from (select distinct lower(all_partners.sponsor) as sponsor from ${partners} as all_partners) one
  where ${canSponsor(sql`one.sponsor`)}), false)`

/** SQL expressions of the order: unregistered partners first, then by last day, and disabled accounts last. */
const place = {
  isOver: sql<boolean>`(${partners.disabledAt} is not null)`,
  endsOn: sql`coalesce(${partners.endsOn}, '-infinity'::date)`,
}

/** A place in the list; `endsOn` is null for unregistered partners. */
export type PartnerPosition = { isOver: boolean; endsOn: CalendarDay | null; userid: string }

const isAfter = ({ isOver, endsOn, userid }: PartnerPosition): SQL =>
  sql`(${place.isOver}, ${place.endsOn}, ${partners.userid})
    > (${isOver}::boolean, ${endsOn ?? '-infinity'}::date, ${userid.toLowerCase()})`

/**
 * Selects partners. They are sorted and cut before the member of each is looked up, since a large company has thousands. `first`:
 * condition of those that come before the others; all and these are counted then.
 */
function selectPartners(db: Database, where: SQL | undefined, limit: number, first?: SQL<boolean>) {
  const none = sql<number>`0`
  const sorted = db
    .select({
      ...getTableColumns(partners),
      isFirst: (first ?? sql<boolean>`false`).as('is_first'),
      isOver: place.isOver.as('is_over'),
      placeEndsOn: place.endsOn.as('place_ends_on'),
      count: (first ? sql<number>`(count(*) over ())::int` : none).as('all_count'),
      due: (first ? sql<number>`(count(*) filter (where ${first}) over ())::int` : none).as('first_count'),
    })
    .from(partners)
    .where(where)
    .orderBy(...(first ? [desc(sql`is_first`)] : []), sql`is_over`, sql`place_ends_on`, asc(partners.userid))
    .limit(limit)
    .as('sorted')
  const person = db
    .select({
      userid: members.userid,
      name: members.name,
      departmentId: members.mainDepartmentId,
      status: members.status,
      hasSponsor: canSponsor(sql`lower(${sorted.sponsor})`).as('has_sponsor'),
    })
    .from(members)
    .where(eq(sql`lower(${members.userid})`, sorted.userid))
    .limit(1)
    .as('person')
  return db
    .select()
    .from(sorted)
    .innerJoinLateral(person, sql`true`)
    .orderBy(...(first ? [desc(sorted.isFirst)] : []), sorted.isOver, sorted.placeEndsOn, asc(sorted.userid))
}

function toListed({ sorted, person }: Awaited<ReturnType<typeof selectPartners>>[number]): ListedPartner {
  const { isFirst: _isFirst, isOver: _isOver, placeEndsOn: _placeEndsOn, count: _count, due: _due, ...partner } = sorted
  return { partner, ...person }
}

const listSelected = async (db: Database, where: SQL | undefined, limit: number): Promise<ListedPartner[]> =>
  (await selectPartners(db, where, limit)).map(toListed)

export async function findListedPartner(db: Database, userid: string): Promise<ListedPartner | null> {
  const [row] = await listSelected(db, eq(partners.userid, userid.toLowerCase()), 1)
  return row ?? null
}

/** SQL condition: the directory marks the member as a partner, nobody registered a contract, and the member has not left. */
const isUnregistered = sql`(${partners.endsOn} is null and coalesce((select person.status <> ${LEFT}
  from members as person where lower(person.userid) = partners.userid), false))`

/**
 * SQL condition: the partner has left, and nothing is to be done about the account, since the contract runs or WeCom has no
 * account to disable. The directory alone does not distinguish a deleted account from one outside the visible range.
 */
const isLeaverWithoutTask = sql`((${partners.endedAt} is null or ${partners.trouble} = 'gone') and coalesce((select person.status = ${LEFT}
  from members as person where lower(person.userid) = partners.userid), true))`

/** Returns the SQL condition: the contract ends within the notice period, or has ended. */
const isNear = (today: CalendarDay): SQL => sql`${partners.endsOn} <= ${today}::date + ${PARTNER_NOTICE_DAYS[0]}::int`

/**
 * Returns the SQL condition of partners who need attention: unregistered, ending within the notice period, without a sponsor,
 * or not disabled yet. For these few, `case` looks up and excludes those who have left and need nothing more.
 */
const isDue = (today: CalendarDay): SQL =>
  sql`${partners.disabledAt} is null and case when ${isUnregistered} or ${isNear(today)}
    or (${partners.endsOn} is not null and not ${isSponsored}) then not ${isLeaverWithoutTask} else false end`

/** Returns the SQL condition, for those who need attention: no contract, no sponsor who can act, or a last day by tomorrow. */
const isDueToday = (today: CalendarDay): SQL<boolean> =>
  sql<boolean>`(${partners.endsOn} is null or ${partners.endsOn} <= ${today}::date + 1 or not ${canSponsor(sql`lower(partners.sponsor)`)})`

/** Lists the partners who need attention, those of today first, and counts all; `due`: those who need it today. */
export async function listDuePartners(db: Database, today: CalendarDay, limit: number) {
  const selected = await selectPartners(db, isDue(today), limit, isDueToday(today))
  const { count = 0, due = 0 } = selected[0]?.sorted ?? {}
  return { rows: selected.map(toListed), count, due }
}

type PartnerRowsQuery = { q: string | null; dueOn: CalendarDay | null; after: PartnerPosition | null; limit: number }

/**
 * Returns the SQL condition of the first partners of the list: those without a contract, then by last day, and then the disabled
 * ones. Each part is read in the order of an index, since a large company has thousands.
 */
function isAmongFirst(after: PartnerPosition | null, limit: number): SQL {
  const part = (isOver: boolean, where: SQL, order: SQL) => sql`(
    select ${partners.userid} as userid, ${isOver}::boolean as is_over, ${place.endsOn} as ends_on from ${partners}
    where ${and(where, after === null ? undefined : isAfter(after))} order by ${order}, ${partners.userid} limit ${limit})`
  const { disabledAt, endsOn } = partners
  const parts = [
    part(false, sql`${disabledAt} is null and ${endsOn} is null`, sql`${endsOn}`),
    part(false, sql`${disabledAt} is null and ${endsOn} is not null`, sql`${endsOn}`),
    part(true, sql`${disabledAt} is not null`, place.endsOn),
  ]
  return sql`${partners.userid} = any(array(select first.userid from (${sql.join(parts, sql` union all `)}) first
    order by first.is_over, first.ends_on, first.userid limit ${limit}))`
}

/** Lists partners whose name, pinyin, initials or userid matches `q`; `dueOn`: only those who need attention on this day. */
export const listPartnerRows = (db: Database, { q, dueOn, after, limit }: PartnerRowsQuery): Promise<ListedPartner[]> =>
  listSelected(
    db,
    q === null && dueOn === null
      ? isAmongFirst(after, limit)
      : and(
          q === null
            ? undefined
            : sql`${partners.userid} in (select lower(${members.userid}) from ${members} where ${matchesSearch(q)})`,
          dueOn === null ? undefined : isDue(dueOn),
          after === null ? undefined : isAfter(after),
        ),
    limit,
  )

export const countDuePartners = (db: Database, today: CalendarDay): Promise<number> => db.$count(partners, isDue(today))

/** Lists partners of this sponsor whose contract ends within the notice period, and about which the sponsor has not decided. */
export const listUndecidedOf = (db: Database, today: CalendarDay, sponsor: string): Promise<ListedPartner[]> =>
  listSelected(
    db,
    and(
      eq(sql`lower(${partners.sponsor})`, sponsor.toLowerCase()),
      isNull(partners.endedAt),
      isNull(partners.closeAt),
      canSponsor(sql`lower(${partners.sponsor})`),
      isNear(today),
      isDue(today),
    ),
    MAX_UNDECIDED,
  )

/** A partner whose contract is registered. */
export type ContractedPartner = ListedPartner & { partner: { endsOn: CalendarDay } }

/**
 * Lists running contracts about which the sponsor or HR has to be notified. Unregistered partners have none: see
 * `countUnregistered`.
 */
export async function listToNotify(
  db: Database,
  today: CalendarDay,
  { after, limit }: { after: PartnerPosition | null; limit: number },
): Promise<ContractedPartner[]> {
  const isLater = after === null ? undefined : isAfter(after)
  const where = and(isNull(partners.endedAt), isNotNull(partners.endsOn), isDue(today), isLater)
  const rows = await listSelected(db, where, limit)
  return rows.filter((row): row is ContractedPartner => row.partner.endsOn !== null)
}

/** Counts the partners without a registered contract. */
export const countUnregistered = (db: Database): Promise<number> => db.$count(partners, isUnregistered)

/** Marks the unregistered partners as reported to HR. Returns whether one of them had not been reported before. */
export async function markUnregisteredNotified(tx: Tx, at: Date): Promise<boolean> {
  const marked = await tx
    .update(partners)
    .set({ hrToldAt: at })
    .where(and(isUnregistered, isNull(partners.hrToldAt)))
    .returning({ userid: partners.userid })
  return marked.length > 0
}

/** Lists partners whose last day is over and whose contract was not ended yet. */
export async function listEndedContracts(db: Database, today: CalendarDay, limit: number): Promise<string[]> {
  const rows = await db
    .select({ userid: partners.userid })
    .from(partners)
    .where(and(lt(partners.endsOn, today), isNull(partners.endedAt)))
    .orderBy(asc(partners.endsOn), asc(partners.userid))
    .limit(limit)
  return rows.map(({ userid }) => userid)
}

/** SQL condition: a sync after the disabling shows the account as enabled. */
const isEnabledSince = sql`coalesce((select person.status not in (${DISABLED}, ${LEFT})
    and person.synced_at > ${partners.disabledAt}
  from members as person where lower(person.userid) = ${partners.userid}), false)`

/** Lists partners whose contract is over and whose account a later directory sync shows as enabled again. */
export async function listEnabledOutside(db: Database, limit: number): Promise<string[]> {
  const rows = await db
    .select({ userid: partners.userid })
    .from(partners)
    .where(and(isNotNull(partners.endedAt), isNotNull(partners.disabledAt), isEnabledSince))
    .limit(limit)
  return rows.map(({ userid }) => userid)
}

/** Locks the partner until the transaction ends; null when there is none. */
export async function lockPartner(tx: Tx, userid: string): Promise<PartnerRow | null> {
  const [row] = await tx.select().from(partners).where(eq(partners.userid, userid.toLowerCase())).for('update')
  return row ?? null
}

export async function findPartner(db: Database, userid: string): Promise<PartnerRow | null> {
  const [row] = await db.select().from(partners).where(eq(partners.userid, userid.toLowerCase()))
  return row ?? null
}

/** Stores what these members' contracts were until an instant, for past days. Call it before they change. */
export async function saveContractHistory(tx: Tx, userids: readonly string[], until: Date): Promise<void> {
  if (userids.length === 0) return
  await tx.execute(sql`
    insert into ${partnerHistory} (userid, is_partner, since, ends_on, until)
    select one.userid, ${partners.userid} is not null, ${partners.since}, ${partners.endsOn}, ${until.toISOString()}::timestamptz
    from (select distinct lower(jsonb_array_elements_text(${JSON.stringify(userids)}::jsonb)) as userid) one
    left join ${partners} on ${partners.userid} = one.userid
    on conflict do nothing`)
}

export async function upsertPartner(tx: Tx, row: typeof partners.$inferInsert): Promise<void> {
  await tx.insert(partners).values(row).onConflictDoUpdate({ target: partners.userid, set: row })
}

export async function updatePartner(tx: Tx, userid: string, patch: Partial<PartnerRow>): Promise<void> {
  await tx.update(partners).set(patch).where(eq(partners.userid, userid.toLowerCase()))
}

export async function deletePartner(tx: Tx, userid: string): Promise<void> {
  await tx.delete(partners).where(eq(partners.userid, userid.toLowerCase()))
}

export const isRegistered = async (tx: Tx, userid: string): Promise<boolean> =>
  (await tx.$count(partners, and(eq(partners.userid, userid.toLowerCase()), isNotNull(partners.endsOn)))) > 0

/**
 * Lists partners whose account people change in the console, and those whose account WeCom has shown as disabled after
 * `since` without a call of this app.
 */
export const listConsolePartners = (db: Database, since: Date) =>
  db
    .select({
      userid: members.userid,
      name: members.name,
      endedAt: partners.endedAt,
      renewedAt: partners.since,
      until: partners.disabledAt,
    })
    .from(partners)
    .innerJoin(members, eq(sql`lower(${members.userid})`, partners.userid))
    .where(
      or(
        sql`${partners.trouble} not in ('not_visible', 'gone')`,
        and(isNull(partners.triedAt), gte(partners.disabledAt, since)),
      ),
    )
