import type { MyDataSection } from '@desk/shared/privacy/my-data'
import { requestKindNames } from '@desk/shared/requests/kinds/index'
import { and, asc, desc, eq, getTableColumns as columnsOf, inArray, or, sql } from 'drizzle-orm'
import { type PgColumn, union } from 'drizzle-orm/pg-core'
import type { Database } from '../../db/database.ts'
import { sinceEmployed } from '../../kernel/employment.ts'
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
  policyOpenings,
  requestCandidates,
  requestEvents,
  requests,
  roleGrants,
  sessions,
} from '../../db/schema/index.ts'
import { withTexts } from '../../kernel/audit-texts-queries.ts'

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

/** Rows about one person. Hashes of tokens and keys of other people are nobody's data and stay out. */
export async function readMyData(db: Database, userid: string): Promise<Record<MyDataSection, Row[]>> {
  const is = (column: PgColumn) => eq(sql`lower(${column})`, userid.toLowerCase())
  const { tokenHash: _token, browserHash: _browser, ...sessionColumns } = columnsOf(sessions)
  const { bodyHash: _body, idempotencyKey: _key, seenHash: _seen, ...requestColumns } = columnsOf(requests)
  const { responseCode: _code, ...cardColumns } = columnsOf(cards)
  const { responseCode: _notice, ...noticeColumns } = columnsOf(notices)
  const { tokenHash: _link, ...linkColumns } = columnsOf(downloadLinks)
  return {
    member: await db.select().from(members).where(is(members.userid)),
    roles: await db.select().from(roleGrants).where(is(roleGrants.userid)).orderBy(asc(roleGrants.grantedAt)),
    sessions: await db
      .select(sessionColumns)
      .from(sessions)
      .where(eq(sessions.userid, userid))
      .orderBy(desc(sessions.createdAt))
      .limit(MOST_ROWS),
    requests: (
      await db
        .select(requestColumns)
        .from(requests)
        .where(eq(requests.applicantId, userid))
        .orderBy(desc(requests.createdAt))
        .limit(MOST_ROWS)
    ).map(asReported),
    events: await db
      .select(columnsOf(requestEvents))
      .from(requestEvents)
      .where(inArray(requestEvents.id, eventsAbout(db, userid)))
      .orderBy(desc(requestEvents.at))
      .limit(MOST_ROWS),
    candidacies: await db
      .select()
      .from(requestCandidates)
      .where(is(requestCandidates.userid))
      .orderBy(desc(requestCandidates.askedAt))
      .limit(MOST_ROWS),
    guardians: await db
      .select()
      .from(guardians)
      .where(or(is(guardians.wardId), is(guardians.guardianId)))
      .orderBy(desc(guardians.since)),
    // Not before it is over: whoever reads it now may be the one who found the phone.
    lostCases: await db
      .select()
      .from(lostCases)
      .where(and(is(lostCases.subjectId), inArray(lostCases.phase, ['aftercare', 'closed', 'dismissed', 'left'])))
      .orderBy(desc(lostCases.reportedAt))
      .limit(MOST_ROWS),
    cards: await db
      .select(cardColumns)
      .from(cards)
      .where(is(cards.userid))
      .orderBy(desc(cards.sentAt))
      .limit(MOST_ROWS),
    notices: await db
      .select(noticeColumns)
      .from(notices)
      .where(is(notices.userid))
      .orderBy(desc(notices.plannedAt))
      .limit(MOST_ROWS),
    groups: await db
      .select(columnsOf(groupMembers))
      .from(groupMembers)
      .where(eq(groupMembers.userid, userid.toLowerCase()))
      .orderBy(desc(groupMembers.since))
      .limit(MOST_ROWS),
    openings: await db
      .select()
      .from(policyOpenings)
      .where(eq(policyOpenings.userid, userid.toLowerCase()))
      .orderBy(desc(policyOpenings.openedAt))
      .limit(MOST_ROWS),
    directoryChanges: await db
      .select()
      .from(directoryChanges)
      .where(is(directoryChanges.userid))
      .orderBy(desc(directoryChanges.at))
      .limit(MOST_ROWS),
    downloads: await db
      .select(linkColumns)
      .from(downloadLinks)
      .where(is(downloadLinks.userid))
      .orderBy(desc(downloadLinks.createdAt))
      .limit(MOST_ROWS),
    audit: await withTexts(
      db,
      await db
        .select()
        .from(auditEntries)
        .where(
          and(
            or(eq(auditEntries.actor, userid), eq(auditEntries.object, userid)),
            sinceEmployed(auditEntries.at, userid),
          ),
        )
        .orderBy(desc(auditEntries.seq))
        .limit(MOST_ROWS),
    ),
  }
}
