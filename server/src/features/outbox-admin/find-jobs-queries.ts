import {
  and,
  asc,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  or,
  type SQL,
  type SQLWrapper,
  sql,
} from 'drizzle-orm'
import { type JobKind, topicsOfKind } from '@desk/shared/outbox/job-kinds'
import type { Database } from '../../db/database.ts'
import { textArray } from '../../db/json-parameters.ts'
import { cards, notices, outbox, policyMailings, requests } from '../../db/schema/index.ts'
import { isNamedMailing, isNamedNotice, personInPayload } from './job-subjects-queries.ts'

/** What a search of jobs means: a request number, a cause, or these people. */
type JobSearch = { text: string; userids: readonly string[] }

/** Which jobs are listed. `search` null: about anything; `kind` null: of any kind. */
type JobFilter = { search: JobSearch | null; kind: JobKind | null }

export type FoundJob = typeof outbox.$inferSelect & { isLeased: boolean }

const isOpen = and(isNull(outbox.doneAt), isNull(outbox.deadAt))
export const isDead = and(isNotNull(outbox.deadAt), isNull(outbox.doneAt))
/** Leases use the database's clock. */
const isLeased = sql<boolean>`coalesce(${outbox.leasedUntil} > clock_timestamp(), false)`

/** Number of jobs, the newest, that a search considers besides the dead letters. */
const RECENT_MAX = 20_000
const isRecent = sql`${outbox.id} > (select coalesce(max(id), 0) - ${sql.raw(String(RECENT_MAX))} from ${outbox})`

/** Lists dead letters, newest first. A filter reads all of them, since they are few. */
export const listDeadLetters = (db: Database, limit: number, filter: JobFilter): Promise<FoundJob[]> =>
  listJobs(db, { ...filter, where: isDead, order: [desc(outbox.deadAt), desc(outbox.id)], limit })

/** SQL condition: WeCom refused the job, which waits until a limit or a setting in the console allows it. */
const isRefused = sql`${outbox.lastError} ~ '^-?[0-9]+$'`

/**
 * Lists the pending jobs that may run now, are running, or have failed before, the longest waiting first. A search finds
 * the newest jobs, including those that are done, but no dead letters.
 */
export const listOtherJobs = (db: Database, now: Date, limit: number, filter: JobFilter): Promise<FoundJob[]> =>
  filter.search === null
    ? listJobs(db, {
        ...filter,
        where: and(isOpen, or(lte(outbox.runAt, now), gt(outbox.attempts, 0), isRefused, isLeased)),
        order: [asc(outbox.runAt), asc(outbox.id)],
        limit,
      })
    : listJobs(db, {
        ...filter,
        where: and(isRecent, or(isNull(outbox.deadAt), isNotNull(outbox.doneAt))),
        order: [desc(outbox.id)],
        limit,
      })

type JobList = JobFilter & { where: SQL | undefined; order: readonly SQL[]; limit: number }

/** Lists jobs. The joined tables serve a search only: without one, the database leaves the joins out. */
async function listJobs(db: Database, { where, order, limit, search, kind }: JobList): Promise<FoundJob[]> {
  const rows = await db
    .select({ row: outbox, isLeased })
    .from(outbox)
    .leftJoin(cards, sql`${cards.taskId} = ${outbox.payload}->>'taskId'`)
    .leftJoin(requests, sql`${requests.id} = coalesce(${outbox.payload}->>'requestId', ${cards.requestId})`)
    .leftJoin(notices, and(sql`${notices.taskId} = ${outbox.payload}->>'taskId'`, isNamedNotice))
    .leftJoin(policyMailings, sql`${policyMailings.id} = ${outbox.payload}->>'id'`)
    .where(and(where, kind === null ? undefined : isOfKind(kind), search === null ? undefined : matchesSearch(search)))
    .orderBy(...order)
    .limit(limit)
  return rows.map(({ row, ...lease }) => ({ ...row, ...lease }))
}

function isOfKind(kind: JobKind): SQL {
  const isAmong = (topics: readonly string[]) => sql`${outbox.topic} = any(${textArray(topics)})`
  return kind === 'other' ? sql`not (${isAmong(Object.values(topicsOfKind).flat())})` : isAmong(topicsOfKind[kind])
}

function matchesSearch({ text, ...search }: JobSearch): SQL | undefined {
  const userids = search.userids.map((userid) => userid.toLowerCase())
  const isTheirs = (userid: SQLWrapper) => (userids.length === 0 ? undefined : inArray(sql`lower(${userid})`, userids))
  const isSentToThem = sql`(${isNamedMailing} and exists (
    select 1 from unnest(${policyMailings.userids}) as receiver where lower(receiver) = any(${textArray(userids)})))`
  return or(
    eq(requests.no, text.toUpperCase()),
    sql`position(${text} in ${outbox.lastError}) = 1`,
    isTheirs(requests.applicantId),
    isTheirs(requests.subjectId),
    isTheirs(cards.userid),
    isTheirs(notices.userid),
    isTheirs(personInPayload),
    userids.length === 0 ? undefined : isSentToThem,
  )
}
