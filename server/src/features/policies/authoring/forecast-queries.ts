import { sum } from '@desk/shared/kernel/sum'
import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { rowsOf } from '../../../db/rows-of.ts'
import { sql } from 'drizzle-orm'
import {
  members,
  partners,
  policyExceptions,
  policyExemptions,
  policySignatures,
  policySigners,
} from '../../../db/schema/index.ts'
import { today } from '../../../access/grant-conditions.ts'
import { conditionsAsOf } from '../roster/as-of-queries.ts'
import { inAudience, type RosterDeps, type RosterPolicy, toTimestamp } from '../roster/roster-queries.ts'

export type Forecast = Pick<PublishForecast, 'major' | 'delta' | 'full' | 'partners' | 'notAsked' | 'exempt'> & {
  /** People by the number of the version that they last signed; null: they have to sign the whole text. */
  signers: { no: number | null; people: number }[]
}
type Row = { no: number | null; counter: 'exempt' | 'excluded' | 'asked'; people: number; partners: number }

/**
 * Counts the people whom a version would bind if it took effect now, by the rules of `roster`. Reads each table once: `roster`
 * looks up the signatures and exemptions of each person, which takes three times as long for all of them.
 */
export async function countForecast(
  deps: RosterDeps,
  { id, audience }: Pick<RosterPolicy, 'id' | 'audience'>,
): Promise<Forecast> {
  const { contract, exception, exemptionEnded, employedSince, isInactive, leftBefore } = conditionsAsOf(id, undefined)
  const day = sql`${today(deps)}::date`
  const rows = await rowsOf<Row>(
    deps.db,
    sql`
    select case when is_excluded then 'excluded' when exempt.userid is not null then 'exempt' else 'asked' end as counter,
      case when not is_excluded and exempt.userid is null and signed_at > counts_from then version_no end as no,
      count(*)::int as people, count(*) filter (where is_partner)::int as partners
    from (
      select lower(${members.userid}) as userid, ${policySigners.person}, ${contract.isPartner} as is_partner,
        (${isInactive}) or coalesce(${contract.endsOn} < ${day}, false) as is_excluded,
        greatest('epoch'::timestamptz, ${employedSince}, ${exception.reaffirmSince}, ${contract.since}) as counts_from
      from ${members}
      left join ${partners} on ${partners.userid} = lower(${members.userid})
      left join ${policySigners} on lower(${policySigners.userid}) = lower(${members.userid})
      left join ${policyExceptions} on ${policyExceptions.policyId} = ${id}
        and ${policyExceptions.userid} = lower(${members.userid})
      where ${inAudience(deps, audience)} and not (${leftBefore(toTimestamp(deps.clock.now()))})
    ) m
    left join (
      select distinct on (person) person, version_no, signed_at from ${policySignatures} where policy_id = ${id}
      order by person, version_no desc, signed_at desc
    ) signed on signed.person = m.person
    left join (
      select distinct lower(userid) as userid from ${policyExemptions}
      where policy_id = ${id} and not (${exemptionEnded}) and coalesce(until >= ${day}, true)
    ) exempt on exempt.userid = m.userid
    group by 1, 2 order by 2 desc nulls last`,
  )
  const requiredRows = rows.filter(({ counter }) => counter === 'asked')
  const full = requiredRows.find(({ no }) => no === null)?.people ?? 0
  const major = sum(requiredRows.map(({ people }) => people))
  const others = rows.filter(({ counter }) => counter !== 'asked')
  return {
    major,
    full,
    delta: major - full,
    partners: sum(requiredRows.map(({ partners }) => partners)),
    notAsked: sum(others.map(({ people }) => people)),
    exempt: sum(others.filter(({ counter }) => counter === 'exempt').map(({ people }) => people)),
    signers: requiredRows.map(({ no, people }) => ({ no, people })),
  }
}
