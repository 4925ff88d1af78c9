import { GENESIS } from '@desk/shared/audit/hash-input'
import type { Deps } from '../../../kernel/deps.ts'
import { hashOfBlock, hashOfRow, hashOfRows } from '../hash-chain.ts'
import { insertBlock, lastBlock, lastEntrySeq, listEntriesBetween, openWriters, tryChainLock } from '../seal-queries.ts'

/** A block stays small enough to be read, hashed and exported whole. */
const ROWS_A_BLOCK = 500

type SealDeps = Pick<Deps, 'db' | 'clock'>
type Horizon = { seq: number; waitsFor: ReadonlySet<string> }

/**
 * Puts what was written into the chain; returns how many rows. Signers never wait for it.
 *
 * Numbers are drawn before transactions commit, so below the highest number that can be seen others may still be on
 * their way, and a row that came later would look like one that was smuggled in. So it works as a concurrent index
 * build does: first the highest number (the horizon), then who is writing at this moment. Everybody who drew a lower
 * number has either finished or is among them, for an INSERT takes its table lock before it draws. Once they are all
 * over, nothing can appear below the horizon any more. Whoever takes long holds up the seal of his neighbours' rows,
 * never their work; no clock is asked.
 */
export function createSealer(deps: SealDeps): () => Promise<number> {
  let pending: Horizon | null = null
  return async () => {
    let sealed = 0
    if (pending !== null) {
      const writers = new Set(await openWriters(deps.db))
      if ([...pending.waitsFor].some((writer) => writers.has(writer))) return 0
      sealed += await sealUpTo(deps, pending.seq)
    }
    const seq = await lastEntrySeq(deps.db)
    const horizon = { seq, waitsFor: new Set(await openWriters(deps.db)) }
    pending = horizon.waitsFor.size === 0 ? null : horizon
    return pending === null ? sealed + (await sealUpTo(deps, seq)) : sealed
  }
}

async function sealUpTo(deps: SealDeps, seq: number): Promise<number> {
  let sealed = 0
  for (;;) {
    const rows = await sealBlock(deps, seq)
    sealed += rows
    if (rows < ROWS_A_BLOCK) return sealed
  }
}

/** One block, in a transaction of its own. 0: nothing to seal, or another instance is sealing. */
function sealBlock({ db, clock }: SealDeps, upTo: number): Promise<number> {
  return db.transaction(async (tx) => {
    if (!(await tryChainLock(tx))) return 0
    const head = await lastBlock(tx)
    const rows = await listEntriesBetween(tx, { after: head?.lastSeq ?? 0, upTo }, ROWS_A_BLOCK)
    const [first, last] = [rows[0], rows.at(-1)]
    if (!first || !last) return 0
    const rowHashes = rows.map(hashOfRow)
    const block = {
      no: (head?.no ?? 0) + 1,
      firstSeq: first.seq,
      lastSeq: last.seq,
      seqs: rows.map(({ seq }) => seq),
      rowHashes,
      rowsHash: hashOfRows(rowHashes),
      prevHash: head?.hash ?? GENESIS,
      sealedAt: clock.now(),
    }
    await insertBlock(tx, { ...block, hash: hashOfBlock(block) })
    return rows.length
  })
}
