import type { RequestId } from '@desk/shared/kernel/ids'
import { phasesOf } from '@desk/shared/requests/who-acts-next'
import { and, asc, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import { members, requests } from '../../../db/schema/index.ts'
import { isEngineRequestType } from './request-queries.ts'

/** Maximum count of own requests; larger numbers are not distinguished. */
const MAX_OWN = 100

/** `why`: who returned `first` and what they wrote, which may be empty; null: it was not returned. */
export type OwnWaiting = {
  count: number
  oldestMs: number | null
  first: RequestId | null
  why: (string | null)[] | null
}

const isOwn = (userid: SQL) => and(sql`${requests.applicantId} = ${userid}`, isEngineRequestType())

/**
 * Returns the SQL of the count and the longest wait of a person's own requests that are returned or need a change in WeCom.
 */
export function ownWaiting(userid: SQL): SQL {
  const isNext = or(
    eq(requests.state, 'returned'),
    and(eq(requests.state, 'executing'), inArray(requests.phase, phasesOf('applicant'))),
  )
  const returner = sql`(
    select ${members.name} from ${members} where lower(${members.userid}) = lower(${requests.returned}->>'by'))`
  const why = sql`case when ${requests.state} = 'returned'
    then jsonb_build_array(${returner}, ${requests.returned}->'reason'->>'text') end`
  return sql`(
    select jsonb_build_object('count', count(*), 'oldestMs', (extract(epoch from min(own.at)) * 1000)::int8,
      'first', (array_agg(own.id order by own.at, own.id))[1],
      'why', (array_agg(own.why order by own.at, own.id))[1])
    from (
      select ${requests.id}, ${requests.updatedAt} as at, ${why} as why
      from ${requests} where ${and(isOwn(userid), isNext)}
      order by ${asc(requests.updatedAt)}, ${asc(requests.id)} limit ${sql.raw(String(MAX_OWN))}
    ) as own)`
}
