import { mayBeAccount } from '@desk/shared/audit-entries/object-names'
import type { MyDataSection } from '@desk/shared/privacy/my-data'
import { requestKindNames } from '@desk/shared/requests/types/index'
import { and, asc, desc, eq, getTableColumns as columnsOf, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { type PgColumn, type PgTable, union } from 'drizzle-orm/pg-core'
import type { Database } from '../../db/database.ts'
import { matchesUserid } from '../../db/matches-userid.ts'
import { sinceEmployed } from '../../directory/employment-queries.ts'
import {
  auditEntries,
  cards,
  departureReports,
  directoryChanges,
  downloadLinks,
  feedbackAskers,
  guardians,
  incidents,
  lostCases,
  groupMembers,
  groupReports,
  members,
  notices,
  policyFirstViews,
  requestCandidates,
  requestEvents,
  requests,
  roleGrants,
  sessions,
} from '../../db/schema/index.ts'
import { withStoredTexts } from '../../kernel/audit/audit-texts-queries.ts'
import { answerConditions, answerTables, readAnswers } from './my-data-answers-queries.ts'

/** Maximum number of rows per section, the newest first; more than a member creates in years. */
const ROWS_MAX = 10_000

type Row = Record<string, unknown>

/** Returns the condition: submitted by the member, or by another person about them. */
const isOwnRequest = (userid: string) => or(eq(requests.applicantId, userid), matchesUserid(requests.subjectId, userid))

/**
 * Selects the events of the requests by and about the member, and the member's actions on other requests, from two index ranges.
 * Events of a lost-device report by others are excluded, since they are about its subject and would reveal whether a case exists.
 */
const eventsAbout = (db: Database, userid: string) =>
  union(
    db
      .select({ id: requestEvents.id })
      .from(requestEvents)
      .innerJoin(requests, eq(requests.id, requestEvents.requestId))
      .where(and(isOwnRequest(userid), inArray(requests.kind, requestKindNames))),
    db
      .select({ id: requestEvents.id })
      .from(requestEvents)
      .where(and(eq(requestEvents.actorId, userid), sinceEmployed(requestEvents.at, userid))),
  )

/** Reduces a lost-device report to the member's own input: no stored spelling of the userid, no department. */
function asReported(row: { kind: string; payload: object }): Row {
  if (row.kind !== 'lost_device' || !('subjectId' in row.payload)) return row
  const payload = { ...row.payload, subjectId: String(row.payload.subjectId).toLowerCase() }
  return { ...row, payload, departmentPath: [] }
}

const tables = {
  member: members,
  roles: roleGrants,
  sessions,
  requests,
  events: requestEvents,
  candidacies: requestCandidates,
  guardians,
  lostCases,
  cards,
  notices,
  groups: groupMembers,
  openings: policyFirstViews,
  ...answerTables,
  incidents,
  groupReports,
  feedback: feedbackAskers,
  departures: departureReports,
  directoryChanges,
  downloads: downloadLinks,
  audit: auditEntries,
} as const satisfies Record<MyDataSection, PgTable>

/** SQL condition: the entry is no report of a departure, which only its reporter and HR may read. */
const isNotConfidential = notInArray(auditEntries.action, [
  'departure.reported',
  'departure.adopted',
  'departure.answered',
])

/** Returns the condition per table for rows about the member. */
function conditionsOf(db: Database, userid: string) {
  const isOwn = (column: PgColumn) => matchesUserid(column, userid)
  return {
    member: isOwn(members.userid),
    roles: isOwn(roleGrants.userid),
    sessions: eq(sessions.userid, userid),
    requests: isOwnRequest(userid),
    events: inArray(requestEvents.id, eventsAbout(db, userid)),
    candidacies: isOwn(requestCandidates.userid),
    guardians: or(isOwn(guardians.wardId), isOwn(guardians.guardianId)),
    // Only cases after the unlock, or that are over: an earlier one could be read by the finder of the device.
    lostCases: and(isOwn(lostCases.subjectId), inArray(lostCases.phase, ['aftercare', 'closed', 'dismissed', 'left'])),
    cards: isOwn(cards.userid),
    notices: isOwn(notices.userid),
    groups: eq(groupMembers.userid, userid.toLowerCase()),
    openings: eq(policyFirstViews.userid, userid.toLowerCase()),
    ...answerConditions(db, userid),
    // Unnamed reports have no reporter.
    incidents: isOwn(incidents.reporterId),
    groupReports: isOwn(groupReports.reporterId),
    feedback: isOwn(feedbackAskers.userid),
    departures: isOwn(departureReports.reporterId),
    directoryChanges: isOwn(directoryChanges.userid),
    downloads: isOwn(downloadLinks.userid),
    audit: and(
      or(
        eq(auditEntries.actor, userid),
        mayBeAccount(userid) ? and(eq(auditEntries.object, userid), isNotConfidential) : undefined,
      ),
      sinceEmployed(auditEntries.at, userid),
    ),
  } satisfies Record<MyDataSection, SQL | undefined>
}

/** Counts the rows of each section, in one statement. */
export async function countMyData(db: Database, userid: string): Promise<Record<MyDataSection, number>> {
  const where = conditionsOf(db, userid)
  const sections = Object.keys(tables) as MyDataSection[]
  const counts = Object.fromEntries(sections.map((name) => [name, db.$count(tables[name], where[name])]))
  const [row] = await db.select(counts).from(sql`(select 1) as one`)
  return row as Record<MyDataSection, number>
}

/** What a reporter sees of their own report: neither who handles it nor whom it is about. */
const ownReport = {
  id: incidents.id,
  no: incidents.no,
  kind: incidents.kind,
  state: incidents.state,
  recipient: incidents.recipient,
  text: incidents.text,
  at: incidents.at,
  outcome: incidents.outcome,
  outcomeText: incidents.outcomeText,
  closedAt: incidents.closedAt,
  /** Messages between reporter and handlers, without the handlers' own notes. */
  messages: sql<unknown[]>`(
    select coalesce(json_agg(json_build_object('at', m.at, 'isMine', m.author_id is null, 'text', m.text) order by m.at, m.id), '[]')
    from incident_messages as m where m.incident_id = incidents.id and m.channel = 'reporter')`,
}

/** Reads the rows about one member. Hashes of tokens and keys are not personal data and are excluded. */
export async function readMyData(db: Database, userid: string): Promise<Record<MyDataSection, Row[]>> {
  const where = conditionsOf(db, userid)
  const { tokenHash: _token, browserHash: _browser, ...sessionColumns } = columnsOf(sessions)
  const { bodyHash: _body, idempotencyKey: _key, seenHash: _seen, ...requestColumns } = columnsOf(requests)
  const { responseCode: _code, ...cardColumns } = columnsOf(cards)
  const { responseCode: _notice, ...noticeColumns } = columnsOf(notices)
  const { idempotencyKey: _asked, ...askerColumns } = columnsOf(feedbackAskers)
  const { handledBy: _handler, ...departureColumns } = columnsOf(departureReports)
  const { handledBy: _answeredBy, ...groupReportColumns } = columnsOf(groupReports)
  const { tokenHash: _link, ...linkColumns } = columnsOf(downloadLinks)
  return {
    member: await db.select().from(members).where(where.member),
    roles: await db.select().from(roleGrants).where(where.roles).orderBy(asc(roleGrants.grantedAt)),
    sessions: await db
      .select(sessionColumns)
      .from(sessions)
      .where(where.sessions)
      .orderBy(desc(sessions.createdAt))
      .limit(ROWS_MAX),
    requests: (
      await db
        .select(requestColumns)
        .from(requests)
        .where(where.requests)
        .orderBy(desc(requests.createdAt))
        .limit(ROWS_MAX)
    ).map(asReported),
    events: await db
      .select(columnsOf(requestEvents))
      .from(requestEvents)
      .where(where.events)
      .orderBy(desc(requestEvents.at))
      .limit(ROWS_MAX),
    candidacies: await db
      .select()
      .from(requestCandidates)
      .where(where.candidacies)
      .orderBy(desc(requestCandidates.askedAt))
      .limit(ROWS_MAX),
    guardians: await db.select().from(guardians).where(where.guardians).orderBy(desc(guardians.since)),
    lostCases: await db
      .select()
      .from(lostCases)
      .where(where.lostCases)
      .orderBy(desc(lostCases.reportedAt))
      .limit(ROWS_MAX),
    cards: await db.select(cardColumns).from(cards).where(where.cards).orderBy(desc(cards.sentAt)).limit(ROWS_MAX),
    notices: await db
      .select(noticeColumns)
      .from(notices)
      .where(where.notices)
      .orderBy(desc(notices.plannedAt))
      .limit(ROWS_MAX),
    groups: await db
      .select(columnsOf(groupMembers))
      .from(groupMembers)
      .where(where.groups)
      .orderBy(desc(groupMembers.since))
      .limit(ROWS_MAX),
    openings: await db
      .select()
      .from(policyFirstViews)
      .where(where.openings)
      .orderBy(desc(policyFirstViews.openedAt))
      .limit(ROWS_MAX),
    ...(await readAnswers(db, where, ROWS_MAX)),
    incidents: await db
      .select(ownReport)
      .from(incidents)
      .where(where.incidents)
      .orderBy(desc(incidents.at))
      .limit(ROWS_MAX),
    groupReports: await db
      .select(groupReportColumns)
      .from(groupReports)
      .where(where.groupReports)
      .orderBy(desc(groupReports.at))
      .limit(ROWS_MAX),
    feedback: await db
      .select(askerColumns)
      .from(feedbackAskers)
      .where(where.feedback)
      .orderBy(desc(feedbackAskers.askedAt))
      .limit(ROWS_MAX),
    departures: await db
      .select(departureColumns)
      .from(departureReports)
      .where(where.departures)
      .orderBy(desc(departureReports.reportedAt))
      .limit(ROWS_MAX),
    directoryChanges: await db
      .select()
      .from(directoryChanges)
      .where(where.directoryChanges)
      .orderBy(desc(directoryChanges.at))
      .limit(ROWS_MAX),
    downloads: await db
      .select(linkColumns)
      .from(downloadLinks)
      .where(where.downloads)
      .orderBy(desc(downloadLinks.createdAt))
      .limit(ROWS_MAX),
    audit: await withStoredTexts(
      db,
      await db.select().from(auditEntries).where(where.audit).orderBy(desc(auditEntries.seq)).limit(ROWS_MAX),
    ),
  }
}
