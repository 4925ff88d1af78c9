import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { createSealer } from '../../features/audit/jobs/seal-audit.ts'
import { proofFile } from '../../features/audit/prove.ts'
import { noFailPoints } from '../../ports/fail-points.ts'
import { countingIds, fixedClock, memoryLogKey, silentLog } from '../doubles.ts'

export type LogFigures = { sealed: number; sealSeconds: number; proofMs: number[] }

/** Inserts `entries` synthetic signatures, numbered from `from` on. */
const insertSignatures = (db: Database, entries: number, from = 1) =>
  db.execute(sql`insert into audit_entries (at, actor, action, object, details)
    select now(), 'psn_' || lpad(n::text, 26, '0'), 'policy.signed', 'sig_' || lpad(n::text, 26, '0'),
      jsonb_build_object('hash', encode(sha256(n::text::bytea), 'hex'), 'policy', 'pol_01', 'version', 'pov_01',
        'basis', 'full', 'docHash', encode(sha256('x'), 'hex'))
    from generate_series(${from}::int, ${from + entries - 1}::int) n`)

const sealDeps = (db: Database) => ({
  db,
  clock: fixedClock(),
  ids: countingIds(),
  log: silentLog,
  failPoints: noFailPoints,
  auditLogKey: memoryLogKey(),
})

/** Writes `entries` synthetic signatures, seals them, and measures proofs of `proofs` of them, each from the tables. */
export async function measureLog(
  db: Database,
  { entries, proofs }: { entries: number; proofs: number },
): Promise<LogFigures> {
  await insertSignatures(db, entries)
  const started = performance.now()
  const sealed = await createSealer(sealDeps(db))()
  const sealSeconds = (performance.now() - started) / 1000
  const proofMs: number[] = []
  for (let index = 0; index < proofs; index += 1) {
    // Spread over the whole log.
    const seq = 1 + ((index * 7_919_993) % entries)
    const before = performance.now()
    const proof = await proofFile(db, seq)
    proofMs.push(performance.now() - before)
    if (proof === null) throw new Error(`Entry ${String(seq)} has no proof`)
  }
  return { sealed, sealSeconds, proofMs }
}

export type SealingFigures = {
  written: number
  writeSeconds: number
  sealed: number
  sealSeconds: number
  /** Time after the last entry until all are sealed. */
  lagSeconds: number
}

/** Number of concurrent writers, entries per transaction, and time between two transactions of a writer. */
const WRITERS = 4
const GROUP = 25
const PAUSE_MS = 50
/** Pause between two runs of the sealer. The server seals each minute; a run has to catch up with what was written since. */
const SEAL_EVERY_MS = 5_000

/** Seals while 2,000 signatures a second are written, in groups as the server writes them. */
export async function measureSealingDuringWrites(db: Database, seconds: number): Promise<SealingFigures> {
  const sealRows = createSealer(sealDeps(db))
  const beganAt = performance.now()
  const endAt = beganAt + seconds * 1000
  let next = 1_000_000_000
  let written = 0
  const write = async (writer: number) => {
    for (let turn = 0; performance.now() < endAt; turn += 1) {
      // Scheduled by the clock, so that the writer makes up for a slow transaction.
      await delay(Math.max(0, beganAt + turn * PAUSE_MS + (writer * PAUSE_MS) / WRITERS - performance.now()))
      const from = next
      next += GROUP
      await insertSignatures(db, GROUP, from)
      written += GROUP
    }
  }
  let [isOver, sealed, sealMs] = [false, 0, 0]
  const seal = async () => {
    const started = performance.now()
    const count = await sealRows()
    sealMs += performance.now() - started
    sealed += count
    return count
  }
  const sealing = (async () => {
    while (!isOver) {
      await delay(SEAL_EVERY_MS)
      await seal()
    }
  })()
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
  const writeSeconds = (performance.now() - beganAt) / 1000
  const overAt = performance.now()
  isOver = true
  await sealing
  let remaining = await seal()
  while (remaining > 0) remaining = await seal()
  return { written, writeSeconds, sealed, sealSeconds: sealMs / 1000, lagSeconds: (performance.now() - overAt) / 1000 }
}
