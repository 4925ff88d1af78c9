import type { Id, IncidentId, RequestId } from '@desk/shared/kernel/ids'
import {
  handlingEnds,
  handlingRights,
  incidentChannels,
  incidentEventTypes,
  incidentKinds,
  incidentOutcomes,
  incidentRecipients,
  incidentSeverities,
  incidentStates,
} from '@desk/shared/incidents/incident-states'
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'
import { chatGroups } from './groups.ts'

/** Reported incidents. They are not requests: other people read them, and other rules hold. */
export const incidents = pgTable(
  'incidents',
  {
    id: text('id').$type<IncidentId>().primaryKey(),
    no: text('no').notNull().unique('incidents_no_key'),
    kind: text('kind', { enum: incidentKinds }).notNull(),
    state: text('state', { enum: incidentStates }).notNull(),
    severity: text('severity', { enum: incidentSeverities }).notNull(),
    recipient: text('recipient', { enum: incidentRecipients }).notNull(),
    isUnnamed: boolean('is_unnamed').notNull(),
    /** Null: unnamed. */
    reporterId: text('reporter_id'),
    /** The receipt of an unnamed report opens its mailbox. Only the hash is stored. */
    receiptHash: text('receipt_hash').unique('incidents_receipt_key'),
    /** The key of a named report: one that is sent twice is stored once. */
    idempotencyKey: text('idempotency_key'),
    bodyHash: text('body_hash').notNull(),
    /** The department that it was sent to, or that of a named reporter; empty: unnamed, to the management department. */
    departmentPath: integer('department_path').array().notNull(),
    groupId: text('group_id')
      .$type<Id<'group'>>()
      .references(() => chatGroups.id),
    text: text('text').notNull(),
    /** Userids in lower case, with owner and deputy of the group. None of them ever reads it. */
    involved: text('involved').array().notNull(),
    at: instant('at').notNull(),
    /** Until when a handler has to acknowledge it, and after that, until when there has to be an outcome. */
    dueAt: instant('due_at').notNull(),
    /** Number of escalation steps taken, and when the last one was taken. */
    escalation: integer('escalation').notNull().default(0),
    remindedAt: instant('reminded_at'),
    /** Since when the clock waits for an answer from the reporter. */
    pausedAt: instant('paused_at'),
    handlerId: text('handler_id'),
    isRestricted: boolean('is_restricted').notNull(),
    outcome: text('outcome', { enum: incidentOutcomes }),
    outcomeText: text('outcome_text').notNull(),
    closedAt: instant('closed_at'),
    lostCaseId: text('lost_case_id').$type<RequestId>(),
    version: integer('version').notNull(),
  },
  (table) => [
    // The database itself refuses a reporter's userid or key with an unnamed report.
    check(
      'incidents_unnamed_check',
      sql`case when ${table.isUnnamed} then ${table.reporterId} is null and ${table.idempotencyKey} is null and ${table.receiptHash} is not null
        else ${table.reporterId} is not null and ${table.idempotencyKey} is not null and ${table.receiptHash} is null end`,
    ),
    uniqueIndex('incidents_idempotency_key').on(table.reporterId, table.idempotencyKey),
    index('incidents_reporter_idx').on(sql`lower(${table.reporterId})`, table.at),
    index('incidents_unnamed_idx')
      .on(table.at)
      .where(sql`${table.isUnnamed}`),
    index('incidents_open_idx')
      .on(table.dueAt, table.id)
      .where(sql`${table.state} <> 'closed'`),
    index('incidents_escalated_idx')
      .on(table.dueAt, table.id)
      .where(sql`${table.escalation} >= 2 and ${table.state} <> 'closed'`),
    index('incidents_closed_idx')
      .on(table.closedAt, table.id)
      .where(sql`${table.closedAt} is not null`),
  ],
)

/** Who handles an incident, and by which right. Stored, so that the reporter knows who reads it. */
export const incidentAssignees = pgTable(
  'incident_assignees',
  {
    incidentId: text('incident_id')
      .$type<IncidentId>()
      .notNull()
      .references(() => incidents.id, { onDelete: 'cascade' }),
    /** In lower case. */
    userid: text('userid').notNull(),
    right: text('via', { enum: handlingRights }).notNull(),
    since: instant('since').notNull(),
    endedAt: instant('ended_at'),
    endReason: text('end_reason', { enum: handlingEnds }),
  },
  (table) => [
    primaryKey({
      name: 'incident_assignees_pkey',
      columns: [table.incidentId, table.userid, table.right, table.since],
    }),
    index('incident_assignees_person_idx')
      .on(table.userid, table.since, table.incidentId)
      .where(sql`${table.endedAt} is null`),
  ],
)

/** Messages between reporter and handlers, and the handlers' notes. */
export const incidentMessages = pgTable(
  'incident_messages',
  {
    id: text('id').$type<Id<'incidentMessage'>>().primaryKey(),
    incidentId: text('incident_id')
      .$type<IncidentId>()
      .notNull()
      .references(() => incidents.id, { onDelete: 'cascade' }),
    channel: text('channel', { enum: incidentChannels }).notNull(),
    /** The handler; null: the reporter, named or not. */
    authorId: text('author_id'),
    text: text('text').notNull(),
    at: instant('at').notNull(),
    /** Made by the browser: a message that is sent twice is stored once. Nothing in it names a person. */
    idempotencyKey: text('idempotency_key').notNull(),
  },
  (table) => [
    index('incident_messages_incident_idx').on(table.incidentId, table.at, table.id),
    uniqueIndex('incident_messages_key').on(table.incidentId, table.idempotencyKey),
  ],
)

/** Pictures of a report or of a reporter's message, encoded again and without metadata. They are erased with the incident. */
export const incidentPictures = pgTable(
  'incident_pictures',
  {
    id: text('id').$type<Id<'incidentPicture'>>().primaryKey(),
    incidentId: text('incident_id')
      .$type<IncidentId>()
      .notNull()
      .references(() => incidents.id, { onDelete: 'cascade' }),
    /** Null: the picture belongs to the report itself. */
    messageId: text('message_id')
      .$type<Id<'incidentMessage'>>()
      .references(() => incidentMessages.id, { onDelete: 'cascade' }),
    bytes: bytes('bytes').notNull(),
  },
  (table) => [index('incident_pictures_incident_idx').on(table.incidentId)],
)

/**
 * The log of an incident. It stays when the incident is erased, and holds codes and handlers only: neither a text nor a
 * reporter.
 */
export const incidentEvents = pgTable(
  'incident_events',
  {
    id: text('id').$type<Id<'event'>>().primaryKey(),
    incidentId: text('incident_id').$type<IncidentId>().notNull(),
    at: instant('at').notNull(),
    type: text('type', { enum: incidentEventTypes }).notNull(),
    /** A handler's userid, or `system:…`: `system:incidents.report` for whatever the reporter does. */
    actor: text('actor').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index('incident_events_incident_idx').on(table.incidentId, table.at, table.id)],
)
