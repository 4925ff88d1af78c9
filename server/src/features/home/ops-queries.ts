import { and, isNotNull, isNull, sql } from 'drizzle-orm'
import { today } from '../../access/grant-conditions.ts'
import type { Database } from '../../db/database.ts'
import { apiKeys, outbox, roleGrants } from '../../db/schema/index.ts'
import type { Deps } from '../../kernel/deps.ts'
import { isStopped } from '../api-keys/api-key-queries.ts'
import { isOpenProposal } from '../roles/role-queries.ts'

type OldestCount = { count: number; oldestAt: Date | null }

const count = sql<number>`count(*)`.mapWith(Number)

/**
 * Counts the tasks of ops: dead letters, role proposals, and stopped API keys. One statement, since the home page is
 * opened often.
 */
export async function countForOps(
  db: Database,
  { clock, site }: Pick<Deps, 'clock' | 'site'>,
): Promise<Record<'stopped' | 'proposals' | 'apiKeys', OldestCount>> {
  const day = today({ clock, site })
  const deadLetters = db
    .select({
      count: count.as('dead_count'),
      oldestAt: sql`min(${outbox.deadAt})`.mapWith(outbox.deadAt).as('dead_at'),
    })
    .from(outbox)
    .where(and(isNotNull(outbox.deadAt), isNull(outbox.doneAt)))
    .as('dead')
  const since = sql`min(coalesce(${roleGrants.leadLostAt}, ${roleGrants.grantedAt}))`
  const proposed = db
    .select({ count: count.as('proposed_count'), oldestAt: since.mapWith(roleGrants.grantedAt).as('proposed_at') })
    .from(roleGrants)
    .where(isOpenProposal(day))
    .as('proposed')
  const [row] = await db
    .select({
      stopped: { count: deadLetters.count, oldestAt: deadLetters.oldestAt },
      proposals: { count: proposed.count, oldestAt: proposed.oldestAt },
      keys: db.$count(apiKeys, isStopped({ now: clock.now(), day })),
    })
    .from(deadLetters)
    .innerJoin(proposed, sql`true`)
  const none = { count: 0, oldestAt: null }
  return {
    stopped: row?.stopped ?? none,
    proposals: row?.proposals ?? none,
    apiKeys: { count: row?.keys ?? 0, oldestAt: null },
  }
}
