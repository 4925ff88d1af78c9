import type { TestDatabase } from '../lib/test-database.ts'
import type { SimState } from '../wecom-simulator/state.ts'
import type { RaceResult, Pair } from './race-context.ts'
import { violationsIn } from './violations.ts'

type Row = { id: string; state: string; applicant: string; decisions: number; effects: number; dead: number }
export type Race = { kind: string; pair: Pair; result: RaceResult }

/** Compares each result with the timeline, the outbox and the recorded effects in the simulated WeCom; returns violations. */
export async function findRaceViolations(
  database: TestDatabase,
  state: SimState,
  races: readonly Race[],
): Promise<string[]> {
  const rows = await database.query<Row>(`
    with decided as (select request_id, count(*)::int as n from request_events where type = 'decided' group by 1),
      enqueued as (select payload->>'requestId' as id, count(*)::int as n, count(dead_at)::int as dead
        from outbox where topic = 'info_change.apply' group by 1)
    select requests.id, state, applicant_id as applicant, coalesce(decided.n, 0) as decisions,
      coalesce(enqueued.n, 0) as effects, coalesce(enqueued.dead, 0) as dead
    from requests left join decided on decided.request_id = requests.id left join enqueued on enqueued.id = requests.id`)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const requestsOf = countEach(rows.map(({ applicant }) => applicant))
  const writesOf = new Map<string, string[]>()
  for (const entry of state.effects)
    if (entry.effect === 'member.update')
      writesOf.set(entry.userid, [...(writesOf.get(entry.userid) ?? []), String(entry.to)])
  return races.flatMap(({ kind, pair, result }) => {
    const row = byId.get(result.id)
    const wrong = violationsIn([
      ['state', row?.state, result.state],
      ['decisions', row?.decisions, result.decisions],
      ['effects enqueued', row?.effects, result.effects],
      ['dead letters', row?.dead, 0],
      ['requests', requestsOf.get(pair.applicant), 1],
      ['directory writes', (writesOf.get(pair.applicant) ?? []).join(), result.writes ?? ''],
    ])
    return [...result.violations, ...wrong].map((violation) => `${kind}, pair ${String(pair.index)}: ${violation}`)
  })
}

function countEach(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** Finds decisions in the audit that come after the end of the approver's role. */
export async function findDecisionsWithoutRole(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ actor: string }>(`
    select decision.actor from audit_entries decision join audit_entries ending
      on ending.action = 'roles.end' and ending.details->>'userid' = decision.actor and ending.seq < decision.seq
    where decision.action = 'request.decided'`)
  return rows.map(({ actor }) => `${actor} decided after the role had ended`)
}
