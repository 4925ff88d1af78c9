import type { Audience } from '@desk/shared/policies/audience'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { eq, ne, sql } from 'drizzle-orm'
import type { Tx } from '../../../db/database.ts'
import { members, partners, policyExceptions } from '../../../db/schema/index.ts'
import { ENTERED_BY } from './policy-entries-queries.ts'
import { LEFT } from '../../../directory/member-drift.ts'
import { inAudience, type RosterDeps } from './roster-queries.ts'

/**
 * Records since when a minor version binds people whom the version before did not bind. They get the days of joiners from
 * now and are notified like joiners; the common due date is past for them.
 */
export async function recordAudienceExtension(
  deps: Pick<RosterDeps, 'clock' | 'site'>,
  tx: Tx,
  policyId: PolicyId,
  { before, now }: { before: Audience; now: Audience },
): Promise<void> {
  if (before.everyone || JSON.stringify(before) === JSON.stringify(now)) return
  const when = sql`${deps.clock.now().toISOString()}::timestamptz`
  await tx.execute(sql`
    insert into ${policyExceptions} (policy_id, userid, asked_from, reason, by, at)
    select ${policyId}, lower(${members.userid}), ${when}, '', ${ENTERED_BY}, ${when} from ${members}
    left join ${partners} on ${eq(partners.userid, sql`lower(${members.userid})`)}
    where ${ne(members.status, LEFT)} and ${inAudience(deps, now)} and not ${inAudience(deps, before)}
    on conflict (policy_id, userid) do update set asked_from = excluded.asked_from`)
}
