import type { ClosingViewName } from '@desk/shared/accounts/close/closing-schemas'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { ClosingId } from '@desk/shared/kernel/ids'
import {
  and,
  asc,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  min,
  ne,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Database } from '../../../db/database.ts'
import { intArray } from '../../../db/json-parameters.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import { accountClosings, auditEntries, closingEvents, handoverItems, members } from '../../../db/schema/index.ts'
import { WORKER as GROUPS_WORKER } from '../../groups/chat/apply-group.ts'
import { type ClosingRow, isNotDisabled, type ItemRow } from './closing-queries.ts'

/** Returns the SQL condition: the leaver's department is one of these, or below one; null: any department. */
const isBelow = (departments: readonly number[] | null) =>
  departments === null ? undefined : sql`${accountClosings.departmentPath} && ${intArray(departments)}`

/** Closings without a last day take effect at once, and come first. */
const dueAt = sql`coalesce(${accountClosings.disableAt}, '-infinity'::timestamptz)`

/** What each list holds, in which order. */
const views: Readonly<Record<ClosingViewName, { holds: SQL | undefined; sortKey: SQL; isAscending: boolean }>> = {
  open: { holds: and(isNull(accountClosings.endedAt), isNotDisabled), sortKey: dueAt, isAscending: true },
  disabled: {
    holds: and(isNull(accountClosings.endedAt), sql`${accountClosings.phase} = 'disabled'`),
    sortKey: sql`${accountClosings.disabledAt}`,
    isAscending: false,
  },
  ended: { holds: isNotNull(accountClosings.endedAt), sortKey: sql`${accountClosings.endedAt}`, isAscending: false },
}

export type ClosingsFilter = {
  view: ClosingViewName
  /** Only below one of these; null: all. */
  departments: readonly number[] | null
  /** The reader, who never finds their own closing in a list. */
  exceptFor: string
  after: { at: string; id: string } | null
  limit: number
}

/** Lists closings of one view. `at`: the place of each in the order, as text. */
export async function listClosingRows(
  db: Database,
  { view, departments, exceptFor, after, limit }: ClosingsFilter,
): Promise<{ row: ClosingRow; at: string }[]> {
  const { holds, sortKey, isAscending } = views[view]
  const order = isAscending ? asc : desc
  return db
    .select({ row: accountClosings, at: sql<string>`(${sortKey})::text` })
    .from(accountClosings)
    .where(
      and(
        holds,
        isBelow(departments),
        not(matchesUserid(accountClosings.subjectId, exceptFor)),
        after === null
          ? undefined
          : sql`(${sortKey}, ${accountClosings.id}) ${isAscending ? sql`>` : sql`<`} (${after.at}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(order(sortKey), order(accountClosings.id))
    .limit(limit)
}

const phasesInProgress = [
  'preparing',
  'ready',
  'forced',
  'confirming',
  'disabling',
  'deleting',
  'enabling',
  'moving',
] as const
/** Phases of the closings in the list `open`. */
export type PhaseInProgress = (typeof phasesInProgress)[number]

const isInProgress = (exceptFor: string) =>
  and(views.open.holds, not(matchesUserid(accountClosings.subjectId, exceptFor)))

/**
 * Returns the SQL condition: the closing waits for the second person, a call to WeCom has trouble, the last day has come and the
 * handover is not done, or the leaver is the last lead.
 */
const isDue = (day: CalendarDay) => {
  const { phase, trouble, lastDay, blockedAt } = accountClosings
  return sql<boolean>`(${phase} = 'confirming' or ${trouble} is not null
    or (${phase} = 'preparing' and (${lastDay} is null or ${lastDay} <= ${day}))
    or (${phase} in ('ready', 'forced') and ${blockedAt} is not null))`
}

type InProgressQuery = { exceptFor: string; day: CalendarDay }
type ClosingInProgress = Pick<ClosingRow, 'id' | 'subjectId' | 'kind' | 'lastDay'> & {
  phase: PhaseInProgress
  /** Whether something is to be done today. */
  isDue: boolean
}

/**
 * Lists the next closings in progress of other people: those that are due first, then those without a last day, since they take
 * effect at once.
 */
export async function listClosingsInProgress(
  db: Database,
  { exceptFor, day, limit }: InProgressQuery & { limit: number },
): Promise<ClosingInProgress[]> {
  const { id, subjectId, kind, lastDay, phase, disableAt } = accountClosings
  return db
    .select({ id, subjectId, kind, lastDay, phase: sql<PhaseInProgress>`${phase}`, isDue: isDue(day) })
    .from(accountClosings)
    .where(isInProgress(exceptFor))
    .orderBy(desc(isDue(day)), sql`${disableAt} asc nulls first`, asc(id))
    .limit(limit)
}

/** Counts the closings in progress of other people; `due`: those with something to do today. */
export async function countClosingsInProgress(
  db: Database,
  { exceptFor, day }: InProgressQuery,
): Promise<{ count: number; due: number }> {
  const [counted] = await db
    .select({ count: sql<number>`count(*)::int`, due: sql<number>`(count(*) filter (where ${isDue(day)}))::int` })
    .from(accountClosings)
    .where(isInProgress(exceptFor))
  return { count: 0, due: 0, ...counted }
}

/** Counts the closings that the list of a view shows. */
export const countClosings = (
  db: Database,
  { view, departments, exceptFor }: Pick<ClosingsFilter, 'view' | 'departments' | 'exceptFor'>,
): Promise<number> =>
  db.$count(
    accountClosings,
    and(views[view].holds, isBelow(departments), not(matchesUserid(accountClosings.subjectId, exceptFor))),
  )

/** Lists open closings with the number of items that are offered to this person and not answered. */
export function listOffersTo(db: Database, userid: string) {
  const offered = db
    .select({ closingId: handoverItems.closingId, count: sql`count(*)`.mapWith(Number).as('count') })
    .from(handoverItems)
    .where(and(matchesUserid(handoverItems.heirId, userid), eq(handoverItems.state, 'offered')))
    .groupBy(handoverItems.closingId)
    .as('offered')
  // One lookup per row, since a join may read all items.
  const closing = db
    .select({
      id: accountClosings.id,
      subjectId: accountClosings.subjectId,
      lastDay: accountClosings.lastDay,
      disableAt: accountClosings.disableAt,
    })
    .from(accountClosings)
    .where(and(eq(accountClosings.id, offered.closingId), isNull(accountClosings.endedAt)))
    .limit(1)
    .as('closing')
  return db
    .select({ id: closing.id, subjectId: closing.subjectId, lastDay: closing.lastDay, count: offered.count })
    .from(offered)
    .innerJoinLateral(closing, sql`true`)
    .orderBy(asc(closing.disableAt), asc(closing.id))
}

/**
 * Returns when the groups' own job first read the new owner in WeCom, by item id. Items whose new owner was only stated by a
 * person are absent.
 */
export async function listOwnerReadings(
  db: Database,
  items: readonly ItemRow[],
  since: Date,
): Promise<ReadonlyMap<string, Date>> {
  const handed = items.filter(
    ({ kind, state, heirId }) => kind === 'group_owner' && state === 'done' && heirId !== null,
  )
  if (handed.length === 0) return new Map()
  const { object, at, action, actor, details } = auditEntries
  const owner = sql<string>`lower(${details} ->> 'owner')`
  const rows = await db
    .select({ object, owner, at: min(at) })
    .from(auditEntries)
    .where(
      and(
        inArray(object, [...new Set(handed.map(({ objectId }) => objectId))]),
        eq(action, 'group.owner_changed'),
        eq(actor, GROUPS_WORKER),
        gte(at, since),
      ),
    )
    .groupBy(object, owner)
  return new Map(
    handed.flatMap(({ id, objectId, heirId }) => {
      const found = rows.find((row) => row.object === objectId && row.owner === heirId?.toLowerCase())
      return found?.at ? [[id, found.at] as const] : []
    }),
  )
}

/**
 * Lists what people were asked to do in the console for closings that are open, or ended after `since`: the phase that asked for
 * it, and when WeCom showed the result or the closing was cancelled.
 */
export function listConsoleRequests(db: Database, since: Date) {
  const ending = alias(closingEvents, 'ending')
  return db
    .select({
      userid: accountClosings.subjectId,
      name: members.name,
      phase: closingEvents.note,
      from: closingEvents.at,
      until: min(ending.at),
    })
    .from(closingEvents)
    .innerJoin(accountClosings, eq(accountClosings.id, closingEvents.closingId))
    .innerJoin(members, eq(sql`lower(${members.userid})`, sql`lower(${accountClosings.subjectId})`))
    .leftJoin(
      ending,
      and(
        eq(ending.closingId, closingEvents.closingId),
        gt(ending.id, closingEvents.id),
        inArray(ending.type, ['disabled', 're_enabled', 'deleted', 'gone_outside', 'cancelled']),
      ),
    )
    .where(
      and(eq(closingEvents.type, 'by_hand'), or(isNull(accountClosings.endedAt), gte(accountClosings.endedAt, since))),
    )
    .groupBy(closingEvents.id, accountClosings.id, members.userid)
}

/** Lists disabled accounts whose day of deletion has come, if nobody was asked to confirm it on that day or later. */
export async function listDueDeletions(db: Database, day: CalendarDay, limit: number): Promise<ClosingId[]> {
  const { id, phase, endedAt, deleteNotBefore, remindedOn } = accountClosings
  const rows = await db
    .select({ id })
    .from(accountClosings)
    .where(
      and(
        isNull(endedAt),
        sql`${phase} = 'disabled'`,
        lte(deleteNotBefore, day),
        or(isNull(remindedOn), lt(remindedOn, deleteNotBefore)),
      ),
    )
    .orderBy(asc(deleteNotBefore), asc(id))
    .limit(limit)
  return rows.map((row) => row.id)
}

/** Lists closings with an offered item whose account is closed or whose person has moved, and not handled on `day` yet. */
export async function listClosingsToRemindLater(db: Database, day: CalendarDay, limit: number): Promise<ClosingId[]> {
  const { id, phase, endedAt, remindedOn } = accountClosings
  const rows = await db
    .selectDistinct({ id })
    .from(accountClosings)
    .innerJoin(handoverItems, and(eq(handoverItems.closingId, id), eq(handoverItems.state, 'offered')))
    .where(
      and(
        isNull(endedAt),
        inArray(phase, ['disabling', 'disabled', 'moving']),
        or(isNull(remindedOn), ne(remindedOn, day)),
      ),
    )
    .orderBy(asc(id))
    .limit(limit)
  return rows.map((row) => row.id)
}
