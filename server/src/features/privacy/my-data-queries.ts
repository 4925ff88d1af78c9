import type { MyDataSection } from '@desk/shared/privacy/my-data'
import { requestKindNames } from '@desk/shared/requests/types/index'
import { and, asc, desc, eq, getTableColumns as columnsOf, inArray, or, type SQL, sql } from 'drizzle-orm'
import { type PgColumn, type PgTable, union } from 'drizzle-orm/pg-core'
import type { Database } from '../../db/database.ts'
import { sinceEmployed } from '../../directory/employment.ts'
import {
  auditEntries,
  cards,
  directoryChanges,
  downloadLinks,
  guardians,
  lostCases,
  groupMembers,
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

/** Far more than a person brings together in years; beyond it the oldest are left out. */
const MOST_ROWS = 10_000

type Row = Record<string, unknown>

/**
 * What happened to the person's requests, and what he did to others'. Two ranges of two indexes, not one look at everything.
 * What became of a phone that he reported is about somebody else, and would tell whether there is one.
 */
const eventsAbout = (db: Database, userid: string) =>
  union(
    db
      .select({ id: requestEvents.id })
      .from(requestEvents)
      .innerJoin(requests, eq(requests.id, requestEvents.requestId))
      .where(and(eq(requests.applicantId, userid), inArray(requests.kind, requestKindNames))),
    db
      .select({ id: requestEvents.id })
      .from(requestEvents)
      .where(and(eq(requestEvents.actorId, userid), sinceEmployed(requestEvents.at, userid))),
  )

/** Of a phone that he reported: what he said, in no spelling and of no department that he did not say himself. */
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
  directoryChanges,
  downloads: downloadLinks,
  audit: auditEntries,
} as const satisfies Record<MyDataSection, PgTable>

/** Which rows of each table are about the person. */
function conditionsOf(db: Database, userid: string) {
  const is = (column: PgColumn) => eq(sql`lower(${column})`, userid.toLowerCase())
  return {
    member: is(members.userid),
    roles: is(roleGrants.userid),
    sessions: eq(sessions.userid, userid),
    requests: eq(requests.applicantId, userid),
    events: inArray(requestEvents.id, eventsAbout(db, userid)),
    candidacies: is(requestCandidates.userid),
    guardians: or(is(guardians.wardId), is(guardians.guardianId)),
    // Not before it is over: whoever reads it now may be the one who found the phone.
    lostCases: and(is(lostCases.subjectId), inArray(lostCases.phase, ['aftercare', 'closed', 'dismissed', 'left'])),
    cards: is(cards.userid),
    notices: is(notices.userid),
    groups: eq(groupMembers.userid, userid.toLowerCase()),
    openings: eq(policyFirstViews.userid, userid.toLowerCase()),
    directoryChanges: is(directoryChanges.userid),
    downloads: is(downloadLinks.userid),
    audit: and(
      or(eq(auditEntries.actor, userid), eq(auditEntries.object, userid)),
      sinceEmployed(auditEntries.at, userid),
    ),
  } satisfies Record<MyDataSection, SQL | undefined>
}

/** How many rows there are of each kind; none of them is read. */
export async function countMyData(db: Database, userid: string): Promise<Record<MyDataSection, number>> {
  const where = conditionsOf(db, userid)
  const sections = Object.keys(tables) as MyDataSection[]
  const counts = await Promise.all(sections.map((name) => db.$count(tables[name], where[name])))
  return Object.fromEntries(sections.map((name, at) => [name, counts[at]])) as Record<MyDataSection, number>
}

/** Rows about one person. Hashes of tokens and keys of other people are nobody's data and stay out. */
export async function readMyData(db: Database, userid: string): Promise<Record<MyDataSection, Row[]>> {
  const where = conditionsOf(db, userid)
  const { tokenHash: _token, browserHash: _browser, ...sessionColumns } = columnsOf(sessions)
  const { bodyHash: _body, idempotencyKey: _key, seenHash: _seen, ...requestColumns } = columnsOf(requests)
  const { responseCode: _code, ...cardColumns } = columnsOf(cards)
  const { responseCode: _notice, ...noticeColumns } = columnsOf(notices)
  const { tokenHash: _link, ...linkColumns } = columnsOf(downloadLinks)
  return {
    member: await db.select().from(members).where(where.member),
    roles: await db.select().from(roleGrants).where(where.roles).orderBy(asc(roleGrants.grantedAt)),
    sessions: await db
      .select(sessionColumns)
      .from(sessions)
      .where(where.sessions)
      .orderBy(desc(sessions.createdAt))
      .limit(MOST_ROWS),
    requests: (
      await db
        .select(requestColumns)
        .from(requests)
        .where(where.requests)
        .orderBy(desc(requests.createdAt))
        .limit(MOST_ROWS)
    ).map(asReported),
    events: await db
      .select(columnsOf(requestEvents))
      .from(requestEvents)
      .where(where.events)
      .orderBy(desc(requestEvents.at))
      .limit(MOST_ROWS),
    candidacies: await db
      .select()
      .from(requestCandidates)
      .where(where.candidacies)
      .orderBy(desc(requestCandidates.askedAt))
      .limit(MOST_ROWS),
    guardians: await db.select().from(guardians).where(where.guardians).orderBy(desc(guardians.since)),
    lostCases: await db
      .select()
      .from(lostCases)
      .where(where.lostCases)
      .orderBy(desc(lostCases.reportedAt))
      .limit(MOST_ROWS),
    cards: await db.select(cardColumns).from(cards).where(where.cards).orderBy(desc(cards.sentAt)).limit(MOST_ROWS),
    notices: await db
      .select(noticeColumns)
      .from(notices)
      .where(where.notices)
      .orderBy(desc(notices.plannedAt))
      .limit(MOST_ROWS),
    groups: await db
      .select(columnsOf(groupMembers))
      .from(groupMembers)
      .where(where.groups)
      .orderBy(desc(groupMembers.since))
      .limit(MOST_ROWS),
    openings: await db
      .select()
      .from(policyFirstViews)
      .where(where.openings)
      .orderBy(desc(policyFirstViews.openedAt))
      .limit(MOST_ROWS),
    directoryChanges: await db
      .select()
      .from(directoryChanges)
      .where(where.directoryChanges)
      .orderBy(desc(directoryChanges.at))
      .limit(MOST_ROWS),
    downloads: await db
      .select(linkColumns)
      .from(downloadLinks)
      .where(where.downloads)
      .orderBy(desc(downloadLinks.createdAt))
      .limit(MOST_ROWS),
    audit: await withStoredTexts(
      db,
      await db.select().from(auditEntries).where(where.audit).orderBy(desc(auditEntries.seq)).limit(MOST_ROWS),
    ),
  }
}
