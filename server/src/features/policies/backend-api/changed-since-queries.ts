import { type SQL, sql } from 'drizzle-orm'
import {
  directoryChanges,
  partnerHistory,
  policyExceptions,
  policyExemptions,
  policyFirstViews,
  policyQuestions,
  policyUnreached,
  policyUnreachedHistory,
} from '../../../db/schema/index.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { type RosterDeps, toTimestamp } from '../roster/roster-queries.ts'

/**
 * Returns the SQL condition on a row of the roster: something about the person was recorded, or a date passed that changed
 * their state, at `since` or later. A due date changes nothing for those who signed, are excluded, exempt, undelivered
 * or have a question.
 */
export function changedSince({ clock, site }: RosterDeps, { id, versionId }: ActivePolicy, since: Date): SQL {
  const [start, now] = [toTimestamp(since), toTimestamp(clock.now())]
  const isTheirs = (userid: unknown) => sql`lower(${userid}) = lower(r.userid)`
  const ended = sql`(${policyExemptions.until} + 1)::timestamp at time zone ${site.timeZone}`
  return sql`(signed_at >= ${start} or left_at >= ${start} or counts_from >= ${start}
    or (counter in ('open', 'overdue') and due_at >= ${start} and due_at <= ${now})
    or (contract_end >= ${start} and contract_end <= ${now})
    or (asked_from_last >= ${start} and asked_from_last <= ${now})
    or exists (select 1 from ${directoryChanges} where ${isTheirs(directoryChanges.userid)}
      and ${directoryChanges.at} >= ${start} and ${directoryChanges.kind} in ('status', 'moved', 'renamed'))
    or exists (select 1 from ${partnerHistory} where ${partnerHistory.userid} = lower(r.userid)
      and ${partnerHistory.until} >= ${start})
    or exists (select 1 from ${policyFirstViews} where ${policyFirstViews.userid} = lower(r.userid)
      and ${policyFirstViews.versionId} = ${versionId} and ${policyFirstViews.openedAt} >= ${start})
    or exists (select 1 from ${policyUnreached} where ${policyUnreached.userid} = lower(r.userid)
      and ${policyUnreached.since} >= ${start})
    or exists (select 1 from ${policyUnreachedHistory} where ${policyUnreachedHistory.userid} = lower(r.userid)
      and ${policyUnreachedHistory.until} >= ${start})
    or exists (select 1 from ${policyExceptions} where ${policyExceptions.policyId} = ${id}
      and ${policyExceptions.userid} = lower(r.userid) and ${policyExceptions.at} >= ${start})
    or exists (select 1 from ${policyQuestions} where ${policyQuestions.policyId} = ${id}
      and ${isTheirs(policyQuestions.userid)} and ${policyQuestions.askedAt} >= ${start})
    or exists (select 1 from ${policyExemptions} where ${policyExemptions.policyId} = ${id}
      and ${isTheirs(policyExemptions.userid)} and (${policyExemptions.at} >= ${start}
        or ${policyExemptions.endedAt} >= ${start} or (${ended} >= ${start} and ${ended} <= ${now}))))`
}
