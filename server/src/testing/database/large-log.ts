import { sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { createSealer } from '../../features/audit/jobs/seal-audit.ts'
import { proofFile } from '../../features/audit/prove.ts'
import { noFailPoints } from '../../ports/fail-points.ts'
import { countingIds, fixedClock, memoryLogKey, silentLog } from '../doubles.ts'

export type LogFigures = { sealed: number; sealSeconds: number; proofMs: number[] }

/** Writes this many synthetic signatures, seals them, and measures proofs of `proofs` entries, each from the tables. */
export async function measureLog(
  db: Database,
  { entries, proofs }: { entries: number; proofs: number },
): Promise<LogFigures> {
  await db.execute(sql`insert into audit_entries (at, actor, action, object, details)
    select now(), 'psn_' || lpad(n::text, 26, '0'), 'policy.signed', 'sig_' || lpad(n::text, 26, '0'),
      jsonb_build_object('hash', encode(sha256(n::text::bytea), 'hex'), 'policy', 'pol_01', 'version', 'pov_01',
        'basis', 'full', 'docHash', encode(sha256('x'), 'hex'))
    from generate_series(1, ${entries}::int) n`)
  const deps = {
    ...{ db, clock: fixedClock(), ids: countingIds(), log: silentLog, failPoints: noFailPoints },
    auditLogKey: memoryLogKey(),
  }
  const started = performance.now()
  const sealed = await createSealer(deps)()
  const sealSeconds = (performance.now() - started) / 1000
  const proofMs: number[] = []
  for (let one = 0; one < proofs; one += 1) {
    // Spread over the whole log.
    const seq = 1 + ((one * 7_919_993) % entries)
    const before = performance.now()
    const proof = await proofFile(db, seq)
    proofMs.push(performance.now() - before)
    if (proof === null) throw new Error(`Entry ${String(seq)} has no proof`)
  }
  return { sealed, sealSeconds, proofMs }
}
