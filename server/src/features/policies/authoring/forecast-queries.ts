import { sum } from '@desk/shared/kernel/sum'
import type { PublishForecast } from '@desk/shared/policies/authoring-schemas'
import { rowsOf } from '../../../db/rows-of.ts'
import { sql } from 'drizzle-orm'
import { roster, type RosterDeps, type RosterPolicy } from '../roster/roster-queries.ts'

type Forecast = Pick<PublishForecast, 'major' | 'delta' | 'full' | 'partners' | 'notAsked' | 'exempt'> & {
  /** People by the number of the version that they last signed; null: they have to sign the whole text. */
  signers: { no: number | null; people: number }[]
}
type Row = { no: number | null; counter: 'exempt' | 'excluded' | 'asked'; people: number; partners: number }

/** Counts the people whom a version would bind if it took effect now, in one pass. */
export async function countForecast(deps: RosterDeps, policy: RosterPolicy): Promise<Forecast> {
  const rows = await rowsOf<Row>(
    deps.db,
    sql`select case when counter in ('excluded', 'exempt') then counter else 'asked' end as counter,
        case when counter not in ('excluded', 'exempt') and signed_at > counts_from then signed_no end as no,
        count(*)::int as people, count(*) filter (where is_partner)::int as partners
      from (${roster(deps, policy)}) r group by 1, 2 order by 2 desc nulls last`,
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
