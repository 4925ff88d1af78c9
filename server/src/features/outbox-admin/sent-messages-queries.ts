import type { OutboxTopic } from '@desk/shared/outbox/outbox-topics'
import { sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { rowsOf } from '../../db/rows-of.ts'
import { notices, outbox, policyMailings } from '../../db/schema/index.ts'
import { DAY_JOBS_MAX } from './outbox-admin-queries.ts'

/** The topics whose jobs send a card with another key than that of a notice. */
const topics = { digest: 'notice.digest', mailing: 'policy.mail' } as const satisfies Record<string, OutboxTopic>

/**
 * Counts the cards that WeCom took since an instant, one for each recipient, as WeCom counts them. Found through the newest jobs,
 * so that what is read does not grow with the messages of earlier days: each has the key of its notice or mailing. `isPartial`:
 * there are more jobs than are read, so that some of the cards may be missing.
 */
export async function countSentMessages(db: Database, since: Date): Promise<{ sent: number; isPartial: boolean }> {
  const { id, topic, payload, doneAt } = outbox
  const from = sql`${since.toISOString()}::timestamptz`
  const newest = sql`(select ${topic}, ${payload}, coalesce(${doneAt} >= ${from}, false) as is_done
    from ${outbox} order by ${id} desc limit ${DAY_JOBS_MAX}) ${outbox}`
  // A card may have several jobs: those that update it have its key, too. All jobs of earlier days are one row without a key.
  const jobs = sql`select
      case when is_done then ${payload} ->> 'taskId' end as card,
      case when is_done and ${topic} = ${topics.digest} then ${payload} ->> 'digestId' end as digest,
      case when is_done and ${topic} = ${topics.mailing} then ${payload} ->> 'id' end as mailing,
      count(*) as jobs
    from ${newest} group by 1, 2, 3`
  // Subqueries, so that each key is looked up by its index, and the tables are never read whole.
  const isSent = sql`(select ${notices.state} = 'sent' and ${notices.admittedAt} >= ${from} from ${notices}
    where ${notices.taskId} = job.card)`
  const isDigestSent = sql`(select ${notices.state} = 'sent' from ${notices}
    where ${notices.digestId} = job.digest limit 1)`
  const receivers = sql`(select cardinality(${policyMailings.userids}) from ${policyMailings}
    where ${policyMailings.id} = job.mailing and ${policyMailings.sentAt} >= ${from})`
  const [row] = await rowsOf<{ sent: number; jobs: number }>(
    db,
    sql`select coalesce(sum(
      coalesce(${isSent}::int, 0) + coalesce(${isDigestSent}::int, 0) + coalesce(${receivers}, 0)), 0)::int as sent,
      coalesce(sum(job.jobs), 0)::int as jobs
      from (${jobs}) job`,
  )
  return { sent: row?.sent ?? 0, isPartial: (row?.jobs ?? 0) >= DAY_JOBS_MAX }
}
