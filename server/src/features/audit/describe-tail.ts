import type { AuditReport } from '@desk/shared/audit/audit-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { findBlock, lastAnchor, tailAfter } from './verify-queries.ts'

/** A day, and a minute for the job that ends it. */
const LONGEST_MS = 24 * 3_600_000 + 60_000

/** Up to where the chain is known outside the house, and what has happened since. */
export async function describeTail({
  db,
  clock,
}: Pick<Deps, 'db' | 'clock'>): Promise<Pick<AuditReport, 'anchor' | 'tail'>> {
  const anchor = await lastAnchor(db)
  const block = anchor === null ? null : await findBlock(db, anchor.blockNo)
  const { rows, oldestAt } = await tailAfter(db, block?.lastSeq ?? 0)
  return {
    anchor: anchor && { block: anchor.blockNo, at: anchor.at.toISOString(), hash: anchor.hash },
    tail: {
      rows,
      oldestAt: oldestAt?.toISOString() ?? null,
      isTooOld: oldestAt !== null && clock.now().getTime() - oldestAt.getTime() > LONGEST_MS,
    },
  }
}
