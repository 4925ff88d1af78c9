import { sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { departments, policies, policyExceptions } from '../db/schema/index.ts'

export type Move = { userid: string; before: readonly number[]; now: readonly number[] }

/** Who wrote down since when a policy binds somebody. */
export const ENTERED_BY = 'system:directory'

/**
 * Remembers since when a policy for departments binds whoever moved into one of them: he has his own days from then on,
 * and is told. Whoever it bound before, by another of his departments, goes on with the days he has.
 */
export async function noteEntries(tx: Tx, moves: readonly Move[], at: Date): Promise<void> {
  if (moves.length === 0) return
  const when = sql`${at.toISOString()}::timestamptz`
  const isIn = (ids: string) => sql`exists (select 1 from ${departments} d where d.id = any(${sql.raw(ids)})
    and d.path && array(select jsonb_array_elements_text(p.audience -> 'departments')::int))`
  await tx.execute(sql`
    insert into ${policyExceptions} (policy_id, userid, asked_from, reason, by, at)
    select p.id, lower(m.userid), ${when}, '', ${ENTERED_BY}, ${when}
    from ${policies} p, jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m(userid text, before int[], now int[])
    where p.current_version_id is not null and not (p.audience ->> 'everyone')::boolean
      and jsonb_array_length(p.audience -> 'departments') > 0 and ${isIn('m.now')} and not ${isIn('m.before')}
    on conflict (policy_id, userid) do update set asked_from = excluded.asked_from`)
}

/** The same for whoever is named a partner, or given a role, by which a policy binds him. */
export async function noteEntryBy(
  tx: Tx,
  { userid, role }: { userid: string; role: string | null },
  at: Date,
): Promise<void> {
  const when = sql`${at.toISOString()}::timestamptz`
  const binds = role === null ? sql`(p.audience ->> 'partners')::boolean` : sql`p.audience -> 'roles' ? ${role}::text`
  await tx.execute(sql`
    insert into ${policyExceptions} (policy_id, userid, asked_from, reason, by, at)
    select p.id, ${userid.toLowerCase()}, ${when}, '', ${ENTERED_BY}, ${when} from ${policies} p
    where p.current_version_id is not null and not (p.audience ->> 'everyone')::boolean and ${binds}
    on conflict (policy_id, userid) do update set asked_from = excluded.asked_from`)
}
