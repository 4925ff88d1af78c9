import type { PurgedClass } from '@desk/shared/privacy/retention'
import { and, eq, exists, inArray, isNotNull, isNull, lt, ne, not, notExists, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Tx } from '../../db/database.ts'
import {
  accountOpenings,
  auditTexts,
  callbacks,
  consoleDeeds,
  departureReports,
  directoryChanges,
  directoryRuns,
  downloadLinks,
  groupReports,
  incidents,
  members,
  notices,
  opsClaims,
  outbox,
  caseViewTokens,
  policies,
  policyExceptions,
  policyExemptions,
  policyFiles,
  policyMailings,
  policyMessages,
  policyFirstViews,
  policyQuestions,
  policySigners,
  policyVersions,
  requestClaims,
  purgeRuns,
  sessions,
  signInStates,
} from '../../db/schema/index.ts'
import { LEFT } from '../../directory/member-drift.ts'
import { isStillNeeded } from './needed-notices-queries.ts'

/** Maximum number of rows that one statement deletes from a table: each statement may take a minute. */
const BATCH = 10_000

/** Returns whether a table may have further expired rows. */
export const isUnfinished = (counts: readonly number[]): boolean => counts.some((count) => count >= BATCH)

/** Per retention class, deletes a batch of each table's rows that expired before the cut-off; returns the numbers of rows. */
export const purgeClass: Record<PurgedClass, (tx: Tx, cutOff: Date, at: Date) => Promise<number[]>> = {
  async log(tx, cutOff) {
    const expired = or(lt(sessions.endedAt, cutOff), lt(sessions.expiresAt, cutOff))
    return [
      await remove(tx, sessions, expired),
      await remove(tx, callbacks, lt(callbacks.receivedAt, cutOff)),
      await remove(tx, auditTexts, lt(auditTexts.at, cutOff)),
      await remove(tx, directoryChanges, lt(directoryChanges.at, cutOff)),
      await remove(tx, consoleDeeds, lt(consoleDeeds.at, cutOff)),
      await remove(tx, departureReports, lt(departureReports.handledAt, cutOff)),
      await remove(tx, directoryRuns, or(lt(directoryRuns.finishedAt, cutOff), lt(directoryRuns.abandonedAt, cutOff))),
    ]
  },
  /** Clears contact data. The name stays, since requests and evidence refer to it. */
  async contact(tx, cutOff) {
    const hasContactData = or(ne(members.telephone, ''), ne(members.position, ''), ne(members.alias, ''))
    const cleared = await tx
      .update(members)
      .set({ telephone: '', position: '', alias: '' })
      .where(inBatch(tx, members, and(eq(members.status, LEFT), lt(members.syncedAt, cutOff), hasContactData)))
    // Kept until the member has signed in, since they sign in with the number.
    const isOver = inArray(accountOpenings.state, ['excluded', 'activated', 'completed', 'cancelled'])
    const hasContact = or(isNotNull(accountOpenings.mobile), isNotNull(accountOpenings.email))
    const entries = await tx
      .update(accountOpenings)
      .set({ mobile: null, email: null })
      .where(inBatch(tx, accountOpenings, and(isOver, lt(accountOpenings.updatedAt, cutOff), hasContact)))
    return [affectedRows(cleared), affectedRows(entries)]
  },
  /**
   * Deletes the identity of signers and their first views, and the texts about them. The signatures stay without a name;
   * `signerErasedAt` of the member says that they can no longer be found.
   */
  async signer(tx, cutOff, at) {
    const left = tx
      .select({ userid: sql`lower(${members.userid})` })
      .from(members)
      .where(and(eq(members.status, LEFT), lt(members.leftAt, cutOff)))
    const hasLeft = (userid: PgColumn) => inArray(sql`lower(${userid})`, left)
    return [
      await eraseSigners(tx, hasLeft(policySigners.userid), at),
      await remove(tx, policyFirstViews, inArray(policyFirstViews.userid, left)),
      ...(await clearTexts(tx, hasLeft, at)),
    ]
  },
  /**
   * Messages, pictures and assignees are deleted with the incident. Its log stays: it holds codes and handlers only. The
   * report of a violation in a group is deleted with its reporter; the audit keeps what was reported and the answer.
   */
  async incident(tx, cutOff) {
    return [
      await remove(tx, incidents, and(eq(incidents.state, 'closed'), lt(incidents.closedAt, cutOff))),
      await remove(tx, groupReports, lt(groupReports.handledAt, cutOff)),
    ]
  },
  async transient(tx, cutOff) {
    const unusedFiles = await removeUnusedFiles(tx, cutOff)
    const expiredNotices = await remove(tx, notices, isExpiredNotice(tx, cutOff))
    return [
      unusedFiles,
      expiredNotices,
      // Deleted after the last notice: a notice that an older server left waiting is found by its mailing.
      isUnfinished([expiredNotices]) ? 0 : await remove(tx, policyMailings, lt(policyMailings.sentAt, cutOff)),
      await remove(tx, outbox, lt(outbox.doneAt, cutOff)),
      await remove(tx, signInStates, lt(signInStates.expiresAt, cutOff)),
      await remove(tx, opsClaims, lt(opsClaims.expiresAt, cutOff)),
      await remove(tx, downloadLinks, lt(downloadLinks.expiresAt, cutOff)),
      await remove(tx, requestClaims, lt(requestClaims.until, cutOff)),
      await remove(tx, caseViewTokens, lt(caseViewTokens.until, cutOff)),
    ]
  },
}

const isExpiredNotice = (tx: Tx, cutOff: Date): SQL | undefined =>
  and(lt(notices.plannedAt, cutOff), isSettled(tx), not(isStillNeeded(tx, cutOff)), not(isOfDeadLetter(tx)))

/**
 * Returns the SQL condition for notices that wait for nothing. During an upgrade, an older server sends a mailing whose event it
 * does not know, but leaves its notices waiting.
 */
function isSettled(tx: Tx): SQL {
  const sentMailing = tx
    .select({ id: policyMailings.id })
    .from(policyMailings)
    .where(
      and(
        eq(policyMailings.batchKey, sql`${notices.event} || ':' || ${notices.objectId}`),
        isNotNull(policyMailings.sentAt),
        sql`${notices.userid} = any(${policyMailings.userids})`,
      ),
    )
  return sql`case ${notices.state} when 'waiting' then ${exists(sentMailing)} else ${notices.state} <> 'digest' end`
}

/** Returns the SQL condition: the notice belongs to a dead letter, which may be sent again. */
function isOfDeadLetter(tx: Tx): SQL {
  const isOpenDead = and(isNotNull(outbox.deadAt), isNull(outbox.doneAt))
  const letter = tx
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(isOpenDead, eq(sql`${outbox.payload} ->> 'taskId'`, notices.taskId)))
  return sql`case ${notices.state} when 'undelivered' then ${exists(letter)} else false end`
}

/**
 * Deletes policy files that no version uses. Locks the policies first, as saving a draft does, so that a concurrent draft
 * either finds the file deleted or is seen here.
 */
async function removeUnusedFiles(tx: Tx, cutOff: Date): Promise<number> {
  const isUsed = sql`${policyVersions.content} -> 'files' @> jsonb_build_array(jsonb_build_object('id', ${policyFiles.id}))`
  const ofPolicy = eq(policyVersions.policyId, policyFiles.policyId)
  const usingVersions = tx.select({ id: policyVersions.id }).from(policyVersions).where(and(ofPolicy, isUsed))
  const isUnused = and(lt(policyFiles.at, cutOff), notExists(usingVersions))
  const policyIds = tx.select({ id: policyFiles.policyId }).from(policyFiles).where(isUnused)
  await tx
    .select({ id: policies.id })
    .from(policies)
    .where(inArray(policies.id, policyIds))
    .orderBy(policies.id)
    .for('update')
  return remove(tx, policyFiles, isUnused)
}

async function remove(tx: Tx, table: PgTable, where: SQL | undefined): Promise<number> {
  const result: unknown = await tx.delete(table).where(inBatch(tx, table, where))
  return affectedRows(result)
}

async function eraseSigners(tx: Tx, where: SQL, at: Date): Promise<number> {
  const gone = tx.$with('gone').as(
    tx
      .delete(policySigners)
      .where(inBatch(tx, policySigners, where))
      .returning({ userid: sql<string>`lower(${policySigners.userid})`.as('key') }),
  )
  const isGone = inArray(sql`lower(${members.userid})`, tx.select({ key: gone.userid }).from(gone))
  return affectedRows(await tx.with(gone).update(members).set({ signerErasedAt: at }).where(isGone))
}

/**
 * Clears what members who left asked and were answered, and why they were exempt or had another due date. The rows stay: lists of
 * past days are computed from them. A question that is still open is closed, since nobody waits for its answer.
 */
async function clearTexts(tx: Tx, hasLeft: (userid: PgColumn) => SQL, at: Date): Promise<number[]> {
  const isTheirs = hasLeft(policyQuestions.userid)
  await tx
    .update(policyQuestions)
    .set({ isOpen: false, closedAt: at })
    .where(and(eq(policyQuestions.isOpen, true), isTheirs))
  const questions = tx.select({ id: policyQuestions.id }).from(policyQuestions).where(isTheirs)
  const hasText = and(ne(policyMessages.text, ''), inArray(policyMessages.questionId, questions))
  const messages = await tx
    .update(policyMessages)
    .set({ text: '' })
    .where(inBatch(tx, policyMessages, hasText))
  const isExempted = and(ne(policyExemptions.reason, ''), hasLeft(policyExemptions.userid))
  const exemptions = await tx
    .update(policyExemptions)
    .set({ reason: '' })
    .where(inBatch(tx, policyExemptions, isExempted))
  const isExcepted = and(ne(policyExceptions.reason, ''), hasLeft(policyExceptions.userid))
  const exceptions = await tx
    .update(policyExceptions)
    .set({ reason: '' })
    .where(inBatch(tx, policyExceptions, isExcepted))
  return [affectedRows(messages), affectedRows(exemptions), affectedRows(exceptions)]
}

/** Returns the SQL condition: one of the first rows of this table that meet `where`. */
function inBatch(tx: Tx, table: PgTable, where: SQL | undefined): SQL {
  // Without a condition, all rows would be deleted.
  if (where === undefined) throw new Error('A purge needs a condition')
  const rows = tx
    .select({ ctid: sql`ctid` })
    .from(table)
    .where(where)
    .limit(BATCH)
  return sql`ctid = any(array(${rows}))`
}

/** Returns the row count of either driver: node-postgres names it `rowCount`, PGlite `affectedRows`. */
function affectedRows(result: unknown): number {
  const { rowCount, affectedRows } = result as { rowCount?: number | null; affectedRows?: number }
  return rowCount ?? affectedRows ?? 0
}

export async function insertPurgeRun(tx: Tx, run: typeof purgeRuns.$inferInsert): Promise<void> {
  await tx.insert(purgeRuns).values(run)
}
