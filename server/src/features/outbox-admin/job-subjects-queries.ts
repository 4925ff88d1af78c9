import { and, eq, inArray, sql } from 'drizzle-orm'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { Database } from '../../db/database.ts'
import { cards, chatGroups, members, notices, outbox, policyMailings, requests } from '../../db/schema/index.ts'

/** The request that a job is about, the name of its person, group or first receiver, and the number of other receivers. */
type Subject = { request: { id: string; no: string } | null; name: string | null; others: number }

/**
 * Notices whose receiver is named. Who reported an incident or a violation, gave feedback, or is to take over from a
 * leaver must not be known from the queue.
 */
export const isNamedNotice = sql`split_part(${notices.event}, '.', 1) in ('request', 'delegation', 'confirm')`

/**
 * Mailings whose receivers are named: those of policies, by the first part of their key. Who reported a departure or asked
 * a question about a policy must not be known from the queue.
 */
export const isNamedMailing = sql`(split_part(${policyMailings.batchKey}, ':', 1) in ('asked', 'told', 'daily', 'urge', 'digest')
  or ${policyMailings.batchKey} like 'policy.%')`

/** The person whom a job is about. A job with a task id sends a notice, whose receiver only `isNamedNotice` may name. */
export const personInPayload = sql`case when ${outbox.payload}->>'taskId' is null then ${outbox.payload}->>'userid' end`
const hasNoReceiver = (payload: unknown) => (payload as PayloadIds | null)?.taskId === undefined

type PayloadIds = { requestId?: unknown; taskId?: unknown; groupId?: unknown; userid?: unknown; id?: unknown }

const listTexts = (payloads: readonly unknown[], key: keyof PayloadIds): string[] =>
  payloads.flatMap((payload) => {
    const value = (payload as PayloadIds | null)?.[key]
    return typeof value === 'string' ? [value] : []
  })

/** Returns a function that tells what a job with a payload is about; null where nothing is known of it. */
export async function subjectsOf(db: Database, payloads: readonly unknown[]) {
  const taskIds = listTexts(payloads, 'taskId')
  const columns = { id: requests.id, no: requests.no, name: members.name }
  const ofRequest = await db
    .select(columns)
    .from(requests)
    .leftJoin(members, sql`lower(${members.userid}) = lower(coalesce(${requests.subjectId}, ${requests.applicantId}))`)
    .where(inArray(requests.id, listTexts(payloads, 'requestId') as (typeof requests.$inferSelect.id)[]))
  const ofCard = await db
    .select({ ...columns, taskId: cards.taskId })
    .from(cards)
    .innerJoin(requests, eq(requests.id, cards.requestId))
    .leftJoin(members, sql`lower(${members.userid}) = lower(${cards.userid})`)
    .where(inArray(cards.taskId, taskIds))
  const ofNotice = await db
    .select({ taskId: notices.taskId, name: members.name })
    .from(notices)
    .leftJoin(members, sql`lower(${members.userid}) = lower(${notices.userid})`)
    .where(and(inArray(notices.taskId, taskIds), isNamedNotice))
  const ofMailing = await db
    .select({
      id: policyMailings.id,
      name: members.name,
      receivers: sql<number>`cardinality(${policyMailings.userids})`,
    })
    .from(policyMailings)
    .leftJoin(members, sql`lower(${members.userid}) = lower(${policyMailings.userids}[1])`)
    .where(and(inArray(policyMailings.id, listTexts(payloads, 'id')), isNamedMailing))
  const ofGroup = await db
    .select({ id: chatGroups.id, name: chatGroups.name })
    .from(chatGroups)
    .where(inArray(chatGroups.id, listTexts(payloads, 'groupId') as (typeof chatGroups.$inferSelect.id)[]))
  const userids = listTexts(payloads.filter(hasNoReceiver), 'userid').map((userid) => userid.toLowerCase())
  const ofPerson = await db
    .select({ userid: members.userid, name: members.name })
    .from(members)
    .where(inArray(sql`lower(${members.userid})`, userids))

  return (payload: unknown): Subject | null => {
    const { requestId, taskId, groupId, id, userid } = (payload ?? {}) as PayloadIds
    const request = ofRequest.find((row) => row.id === requestId) ?? ofCard.find((row) => row.taskId === taskId)
    if (request) return { request, name: request.name, others: 0 }
    const notice = ofNotice.find((row) => row.taskId === taskId)
    if (notice) return { request: null, name: notice.name, others: 0 }
    const mailing = ofMailing.find((row) => row.id === id)
    if (mailing) return { request: null, name: mailing.name, others: Math.max(0, mailing.receivers - 1) }
    const group = ofGroup.find((row) => row.id === groupId)
    if (group) return { request: null, name: group.name, others: 0 }
    if (typeof userid !== 'string' || !hasNoReceiver(payload)) return null
    const person = ofPerson.find((row) => sameUserid(row.userid, userid))
    return person ? { request: null, name: person.name, others: 0 } : null
  }
}
