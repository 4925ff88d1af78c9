import { noticeEvents, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { and, asc, eq, gte, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../db/database.ts'
import { matchesUserid } from '../../db/matches-userid.ts'
import { cards, members, notices, requests } from '../../db/schema/index.ts'

export type NoticeRow = typeof notices.$inferSelect

/** Inserts a notice. False when this person was notified of this event about this object before. */
export async function insertNotice(tx: Tx, row: typeof notices.$inferInsert): Promise<boolean> {
  const inserted = await tx.insert(notices).values(row).onConflictDoNothing().returning({ taskId: notices.taskId })
  return inserted.length === 1
}

/** Finds a notice by its key; null when this person was not notified of it. */
export async function findNoticeByKey(db: Database, dedupeKey: string): Promise<NoticeRow | null> {
  const [row] = await db.select().from(notices).where(eq(notices.dedupeKey, dedupeKey))
  return row ?? null
}

export async function findNotice(db: Database, taskId: string): Promise<NoticeRow | null> {
  const [row] = await db.select().from(notices).where(eq(notices.taskId, taskId))
  return row ?? null
}

/** Lists the notices to a person about an object, or about a part of it (`object:part`). */
export async function listNoticesAbout(
  db: Database,
  userid: string,
  { events, object }: { events: readonly NoticeEvent[]; object: string },
): Promise<Pick<NoticeRow, 'taskId' | 'state' | 'digestId'>[]> {
  const isAbout = or(eq(notices.objectId, object), sql`starts_with(${notices.objectId}, ${`${object}:`})`)
  return db
    .select({ taskId: notices.taskId, state: notices.state, digestId: notices.digestId })
    .from(notices)
    .where(and(matchesUserid(notices.userid, userid), inArray(notices.event, [...events]), isAbout))
}

/** Locks the person until the transaction ends, so that all instances admit messages to them one after another. */
export async function lockPerson(tx: Tx, userid: string): Promise<void> {
  await tx.select({ userid: members.userid }).from(members).where(matchesUserid(members.userid, userid)).for('update')
}

/** Events that count towards the daily budget of a person. */
export const budgetedEvents = Object.entries(noticeEvents)
  .filter(([, rule]) => ['action', 'information'].includes(rule.class))
  .map(([event]) => event as NoticeEvent)

/**
 * Returns when other messages to this person were admitted within the last minute, and how many that count towards the daily
 * budget were since `dayStart`.
 */
export async function countReceived(
  tx: Tx,
  notice: Pick<NoticeRow, 'userid' | 'taskId'>,
  since: { minute: Date; dayStart: Date },
): Promise<{ today: number; lastMinute: Date[] }> {
  const others = and(matchesUserid(notices.userid, notice.userid), ne(notices.taskId, notice.taskId))
  const recent = await tx
    .select({ at: notices.admittedAt })
    .from(notices)
    .where(and(others, gte(notices.admittedAt, since.minute)))
    .orderBy(asc(notices.admittedAt))
  const today = await tx.$count(
    notices,
    and(others, gte(notices.admittedAt, since.dayStart), inArray(notices.event, budgetedEvents)),
  )
  return { today, lastMinute: recent.flatMap(({ at }) => at ?? []) }
}

/**
 * Returns when this person was sent other notices of these events about requests of the same applicant, this request
 * included. Empty when the person is that applicant.
 */
export async function listNoticeTimesAboutApplicant(
  tx: Tx,
  { userid, taskId }: Pick<NoticeRow, 'userid' | 'taskId'>,
  events: readonly NoticeEvent[],
  since: Date,
): Promise<Date[]> {
  const applicantOf = (id: SQL | string) => sql`(select ${requests.applicantId} from ${cards} join ${requests}
    on ${requests.id} = ${cards.requestId} where ${cards.taskId} = ${id})`
  const rows = await tx
    .select({ at: notices.admittedAt })
    .from(notices)
    .where(
      and(
        matchesUserid(notices.userid, userid),
        ne(notices.taskId, taskId),
        inArray(notices.event, [...events]),
        gte(notices.admittedAt, since),
        sql`${applicantOf(sql`${notices.taskId}`)} = ${applicantOf(taskId)}`,
        sql`lower(${applicantOf(taskId)}) <> ${userid.toLowerCase()}`,
      ),
    )
  return rows.flatMap(({ at }) => at ?? [])
}

export async function saveNotice(
  tx: Tx,
  taskId: string,
  patch: Partial<Pick<NoticeRow, 'state' | 'admittedAt' | 'digestId' | 'words' | 'responseCode' | 'pressedAt'>>,
): Promise<void> {
  // This attempt is over; a later one writes its text again.
  const clearedText = patch.state === undefined ? {} : { words: null }
  await tx
    .update(notices)
    .set({ ...clearedText, ...patch })
    .where(eq(notices.taskId, taskId))
}

/**
 * Replaces the stored text of the messages about these objects, or about parts of them (`object:part`). A line that
 * is in no digest yet is dropped. Reads all messages of some weeks: only for rare events.
 */
export async function redactNotices(tx: Tx, objects: readonly string[], line: string): Promise<void> {
  const isAbout = inArray(sql`split_part(${notices.objectId}, ':', 1)`, [...objects])
  const isUnchosen = and(isAbout, eq(notices.state, 'digest'), isNull(notices.digestId))
  await tx.update(notices).set({ line, words: null }).where(isAbout)
  await tx.update(notices).set({ state: 'dropped' }).where(isUnchosen)
}

/** Chooses the lines of a digest once, so that a later attempt finds the same ones. */
export async function chooseDigestLines(tx: Tx, userid: string, digestId: string): Promise<void> {
  if ((await tx.$count(notices, eq(notices.digestId, digestId))) > 0) return
  await tx
    .update(notices)
    .set({ digestId })
    .where(and(matchesUserid(notices.userid, userid), eq(notices.state, 'digest'), isNull(notices.digestId)))
}

export function listDigestLines(db: Database, digestId: string): Promise<NoticeRow[]> {
  return db
    .select()
    .from(notices)
    .where(eq(notices.digestId, digestId))
    .orderBy(asc(notices.plannedAt), asc(notices.taskId))
}

export async function finishDigest(tx: Tx, digestId: string, state: 'sent' | 'undelivered' | 'dropped'): Promise<void> {
  await tx.update(notices).set({ state }).where(eq(notices.digestId, digestId))
}
