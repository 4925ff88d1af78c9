import type { IncidentViewer } from '@desk/shared/incidents/incident-flow'
import { type ClockStep, clockStepTypes } from '@desk/shared/incidents/incident-clock'
import {
  type HandlingRight,
  type IncidentChannel,
  type IncidentEventType,
  incidentSeverities,
} from '@desk/shared/incidents/incident-states'
import type { Id, IncidentId } from '@desk/shared/kernel/ids'
import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { Database, Tx } from '../../../db/database.ts'
import { matchesUserid } from '../../../db/matches-userid.ts'
import {
  incidentAssignees,
  incidentEvents,
  incidentMessages,
  incidentPictures,
  incidents,
} from '../../../db/schema/index.ts'
import { isHandledBy } from './handled-by-queries.ts'

export type IncidentRow = typeof incidents.$inferSelect
export type NewIncident = typeof incidents.$inferInsert
export type AssigneeRow = typeof incidentAssignees.$inferSelect
export type MessageRow = typeof incidentMessages.$inferSelect
export type EventRow = typeof incidentEvents.$inferSelect

/** Inserts a report. Returns false if a report with this receipt or key exists. */
export async function insertIncident(tx: Tx, row: NewIncident): Promise<boolean> {
  const inserted = await tx.insert(incidents).values(row).onConflictDoNothing().returning({ id: incidents.id })
  return inserted.length === 1
}

const firstOrNull = async (rows: Promise<IncidentRow[]>): Promise<IncidentRow | null> => (await rows)[0] ?? null

export const findIncident = (db: Database, id: IncidentId): Promise<IncidentRow | null> =>
  firstOrNull(db.select().from(incidents).where(eq(incidents.id, id)))

export const lockIncident = (tx: Tx, id: IncidentId): Promise<IncidentRow | null> =>
  firstOrNull(tx.select().from(incidents).where(eq(incidents.id, id)).for('update'))

export const findByReceipt = (db: Database, receiptHash: string): Promise<IncidentRow | null> =>
  firstOrNull(db.select().from(incidents).where(eq(incidents.receiptHash, receiptHash)))

export const lockByReceipt = (tx: Tx, receiptHash: string): Promise<IncidentRow | null> =>
  firstOrNull(tx.select().from(incidents).where(eq(incidents.receiptHash, receiptHash)).for('update'))

export const findByKey = (db: Database, reporterId: string, idempotencyKey: string): Promise<IncidentRow | null> =>
  firstOrNull(
    db
      .select()
      .from(incidents)
      .where(and(eq(incidents.reporterId, reporterId), eq(incidents.idempotencyKey, idempotencyKey))),
  )

export async function saveIncident(tx: Tx, row: IncidentRow, patch: Partial<NewIncident>): Promise<IncidentRow> {
  const [saved] = await tx
    .update(incidents)
    .set({ ...patch, version: row.version + 1 })
    .where(eq(incidents.id, row.id))
    .returning()
  if (!saved) throw new Error('The incident was deleted while it was locked')
  return saved
}

const isReporter = (userid: string) => matchesUserid(incidents.reporterId, userid)

/** Lists a person's named reports, the newest first. */
export const listOwn = (db: Database, userid: string, limit: number): Promise<IncidentRow[]> =>
  db.select().from(incidents).where(isReporter(userid)).orderBy(desc(incidents.at), desc(incidents.id)).limit(limit)

export const countOwn = (db: Database, userid: string): Promise<number> => db.$count(incidents, isReporter(userid))

/** Lists a person's named reports whose handler asked them something, the oldest first. */
export const listAwaitingReporter = (db: Database, userid: string): Promise<{ id: IncidentId; no: string }[]> =>
  db
    .select({ id: incidents.id, no: incidents.no })
    .from(incidents)
    .where(and(isReporter(userid), eq(incidents.state, 'waiting_reporter')))
    .orderBy(asc(incidents.at), asc(incidents.id))

/** Counts the reports about groups that a person sent with their name. */
export const countAboutGroupsSince = (db: Database, userid: string, since: Date): Promise<number> =>
  db.$count(incidents, and(isReporter(userid), gte(incidents.at, since), isNotNull(incidents.groupId)))

export const countUnnamedSince = (db: Database, since: Date): Promise<number> =>
  db.$count(incidents, and(eq(incidents.isUnnamed, true), gte(incidents.at, since)))

export async function assign(
  tx: Tx,
  incidentId: IncidentId,
  { right, userids }: { right: HandlingRight; userids: readonly string[] },
  since: Date,
): Promise<void> {
  const rows = userids.map((userid) => ({ incidentId, userid: userid.toLowerCase(), right, since }))
  if (rows.length > 0) await tx.insert(incidentAssignees).values(rows).onConflictDoNothing()
}

/** Lists all assignments to these incidents, including those that have ended. */
export async function listAssignees(db: Database, ids: readonly IncidentId[]): Promise<AssigneeRow[]> {
  if (ids.length === 0) return []
  return db
    .select()
    .from(incidentAssignees)
    .where(inArray(incidentAssignees.incidentId, [...ids]))
    .orderBy(asc(incidentAssignees.since), asc(incidentAssignees.userid))
}

/** Ends the assignment of a person by this right; without `right`, by every right. */
export async function endAssignment(
  tx: Tx,
  incidentId: IncidentId,
  { userid, right }: { userid: string; right?: HandlingRight },
  end: { endedAt: Date; endReason: NonNullable<AssigneeRow['endReason']> },
): Promise<void> {
  await tx
    .update(incidentAssignees)
    .set(end)
    .where(
      and(
        eq(incidentAssignees.incidentId, incidentId),
        eq(incidentAssignees.userid, userid.toLowerCase()),
        right && eq(incidentAssignees.right, right),
        isNull(incidentAssignees.endedAt),
      ),
    )
}

/** Inserts a message. Returns false if a message with this key exists. */
export async function insertMessage(tx: Tx, row: MessageRow): Promise<boolean> {
  const inserted = await tx
    .insert(incidentMessages)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: incidentMessages.id })
  return inserted.length === 1
}

/** Finds the message of the incident that was stored with this idempotency key. */
export async function findMessageByKey(db: Database, id: IncidentId, key: string): Promise<MessageRow | null> {
  const isSameKey = and(eq(incidentMessages.incidentId, id), eq(incidentMessages.idempotencyKey, key))
  const [row] = await db.select().from(incidentMessages).where(isSameKey)
  return row ?? null
}

export const countMessages = (db: Database, id: IncidentId): Promise<number> =>
  db.$count(incidentMessages, eq(incidentMessages.incidentId, id))

/** Lists the messages of these channels, oldest first, with the id of their picture. */
export async function listMessages(db: Database, id: IncidentId, channels: readonly IncidentChannel[]) {
  const rows = await db
    .select({ message: incidentMessages, picture: incidentPictures.id })
    .from(incidentMessages)
    .leftJoin(incidentPictures, eq(incidentPictures.messageId, incidentMessages.id))
    .where(and(eq(incidentMessages.incidentId, id), inArray(incidentMessages.channel, [...channels])))
    .orderBy(asc(incidentMessages.at), asc(incidentMessages.id))
  return rows.map(({ message, picture }) => ({ ...message, picture }))
}

/** Returns the author of the last message between reporter and handlers, by incident; null: the reporter. */
export async function lastAuthors(
  db: Database,
  ids: readonly IncidentId[],
): Promise<ReadonlyMap<IncidentId, string | null>> {
  if (ids.length === 0) return new Map()
  const { incidentId, authorId, at, id } = incidentMessages
  const rows = await db
    .selectDistinctOn([incidentId], { incidentId, authorId })
    .from(incidentMessages)
    .where(and(inArray(incidentId, [...ids]), eq(incidentMessages.channel, 'reporter')))
    .orderBy(incidentId, desc(at), desc(id))
  return new Map(rows.map((row) => [row.incidentId, row.authorId]))
}

export async function insertPicture(tx: Tx, row: typeof incidentPictures.$inferInsert): Promise<void> {
  await tx.insert(incidentPictures).values(row)
}

export async function findPicture(
  db: Database,
  incidentId: IncidentId,
  id: Id<'incidentPicture'>,
): Promise<Uint8Array | null> {
  const [row] = await db
    .select({ bytes: incidentPictures.bytes })
    .from(incidentPictures)
    .where(and(eq(incidentPictures.id, id), eq(incidentPictures.incidentId, incidentId)))
  return row?.bytes ?? null
}

/** Returns the id of the picture of the report itself. */
export async function findReportPicture(db: Database, incidentId: IncidentId): Promise<Id<'incidentPicture'> | null> {
  const [row] = await db
    .select({ id: incidentPictures.id })
    .from(incidentPictures)
    .where(and(eq(incidentPictures.incidentId, incidentId), isNull(incidentPictures.messageId)))
  return row?.id ?? null
}

export async function insertEvents(tx: Tx, rows: readonly EventRow[]): Promise<void> {
  if (rows.length > 0) await tx.insert(incidentEvents).values([...rows])
}

export function listEvents(
  db: Database,
  incidentId: IncidentId,
  types?: readonly IncidentEventType[],
): Promise<EventRow[]> {
  const ofTypes = types && inArray(incidentEvents.type, [...types])
  return db
    .select()
    .from(incidentEvents)
    .where(and(eq(incidentEvents.incidentId, incidentId), ofTypes))
    .orderBy(asc(incidentEvents.at), asc(incidentEvents.id))
}

/** Lists the steps on which the due date of a critical incident depends, oldest first. */
export async function listClockSteps(db: Database, incidentId: IncidentId): Promise<ClockStep[]> {
  const rows = await listEvents(db, incidentId, clockStepTypes)
  return rows.map(({ type, at, detail }) => ({
    type,
    at,
    severity: incidentSeverities.find((name) => name === detail['severity']),
  }))
}

type ListPosition = { at: Date; id: IncidentId }

/** Lists incidents that the viewer handles: open ones by when they are due, closed ones by when they were closed. */
export function listHandled(
  db: Database,
  viewer: IncidentViewer,
  { show, after, limit }: { show: 'open' | 'closed'; after: ListPosition | null; limit: number },
): Promise<IncidentRow[]> {
  const { dueAt, closedAt, id, state } = incidents
  const query = db.select().from(incidents)
  if (show === 'open') {
    const isAfter = after && or(gt(dueAt, after.at), and(eq(dueAt, after.at), gt(id, after.id)))
    return query
      .where(and(isHandledBy(viewer, { which: 'few' }), ne(state, 'closed'), isAfter ?? undefined))
      .orderBy(asc(dueAt), asc(id))
      .limit(limit)
  }
  const isAfter = after && or(lt(closedAt, after.at), and(eq(closedAt, after.at), lt(id, after.id)))
  return query
    .where(and(isHandledBy(viewer, { which: 'few' }), eq(state, 'closed'), isNotNull(closedAt), isAfter ?? undefined))
    .orderBy(desc(closedAt), desc(id))
    .limit(limit)
}

/** Counts the incidents that the viewer handles and that were closed since an instant. */
export const countClosed = (db: Database, viewer: IncidentViewer, since: Date): Promise<number> =>
  db.$count(
    incidents,
    and(isHandledBy(viewer, { which: 'few' }), eq(incidents.state, 'closed'), gte(incidents.closedAt, since)),
  )

/** Lists open incidents, the earliest due first. */
export const listOpen = (db: Database, after: ListPosition | null, limit: number): Promise<IncidentRow[]> =>
  db
    .select()
    .from(incidents)
    .where(
      and(
        ne(incidents.state, 'closed'),
        after
          ? or(gt(incidents.dueAt, after.at), and(eq(incidents.dueAt, after.at), gt(incidents.id, after.id)))
          : undefined,
      ),
    )
    .orderBy(asc(incidents.dueAt), asc(incidents.id))
    .limit(limit)

/** Lists the open incidents that this person acknowledged and still handles, for the closing of their account. */
export const listOpenIncidentsOf = (db: Database, userid: string): Promise<{ id: IncidentId; no: string }[]> =>
  db
    .select({ id: incidents.id, no: incidents.no })
    .from(incidents)
    .where(and(ne(incidents.state, 'closed'), matchesUserid(incidents.handlerId, userid)))
    .orderBy(incidents.at, incidents.id)

/** Lists the open incidents that were escalated to the ops leads, except those that the person reported or is involved in. */
export const listEscalated = (db: Database, userid: string, steps: number, limit: number): Promise<IncidentRow[]> =>
  db
    .select()
    .from(incidents)
    .where(
      and(
        ne(incidents.state, 'closed'),
        gte(incidents.escalation, steps),
        sql`not (${userid.toLowerCase()} = any(${incidents.involved}))`,
        sql`coalesce(lower(${incidents.reporterId}) <> ${userid.toLowerCase()}, true)`,
      ),
    )
    .orderBy(asc(incidents.dueAt), asc(incidents.id))
    .limit(limit)
