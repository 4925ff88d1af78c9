import type { AudiencePreview } from '@desk/shared/confirmations/confirmation-schemas'
import type { Audience } from '@desk/shared/policies/audience'
import { sql } from 'drizzle-orm'
import { today } from '../../../access/grant-conditions.ts'
import { members, partners } from '../../../db/schema/index.ts'
import { isNotSuspended } from '../../../directory/suspension-queries.ts'
import { ACTIVE, LEFT } from '../../../directory/member-drift.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { rowsOf } from '../../../db/rows-of.ts'
import { inAudience } from '../../policies/roster/roster-queries.ts'

/** Counts the people of an audience who can answer today, and those who cannot. Former members are not counted. */
export async function countAudience(deps: ReadDeps, audience: Audience): Promise<AudiencePreview> {
  const canAnswer = sql`${members.status} = ${ACTIVE} and coalesce(${partners.endsOn} >= ${today(deps)}::date, true)
    and ${isNotSuspended(members.userid)}`
  const [row] = await rowsOf<AudiencePreview>(
    deps.db,
    sql`select count(*) filter (where ${canAnswer})::int as asked, count(*) filter (where not (${canAnswer}))::int as excluded
      from ${members} left join ${partners} on ${partners.userid} = lower(${members.userid})
      where ${members.status} <> ${LEFT} and ${inAudience(deps, audience)}`,
  )
  return row ?? { asked: 0, excluded: 0 }
}
