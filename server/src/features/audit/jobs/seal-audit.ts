import { GENESIS } from '@desk/shared/audit/hash-input'
import type { Deps } from '../../../kernel/deps.ts'
import { hashOfBlock, hashOfRow, hashOfRows } from '../hash-chain.ts'
import { insertBlock, lastBlock, lastEntrySeq, listEntriesBetween, openWriters, tryChainLock } from '../seal-queries.ts'

/** Maximum of rows per block, so that a block can be read, hashed and exported as a whole. */
const BLOCK_ROWS_MAX = 500

type SealDeps = Pick<Deps, 'db' | 'clock'>
type Horizon = { seq: number; writers: ReadonlySet<string> }

/**
 * Returns a function that seals committed entries into blocks and returns their number. Writers never wait for it.
 *
 * Row numbers are drawn before transactions commit, so rows below the highest visible number can still appear, and a row
 * that appears after its block was sealed would look like a manipulation. The sealer therefore works like a concurrent
 * index build: it reads the highest number (the horizon), then the open writers. Each transaction with a lower number has
 * either ended or is one of them, because an INSERT takes its table lock before it draws the number. After all of them
 * have ended, no row can appear below the horizon. A long transaction delays the seal, never other writers. The method
 * does not depend on a clock.
 */
export function createSealer(deps: SealDeps): () => Promise<number> {
  let pending: Horizon | null = null
  return async () => {
    let sealed = 0
    if (pending !== null) {
      const writers = new Set(await openWriters(deps.db))
      if ([...pending.writers].some((writer) => writers.has(writer))) return 0
      sealed += await sealUpTo(deps, pending.seq)
    }
    const seq = await lastEntrySeq(deps.db)
    const horizon = { seq, writers: new Set(await openWriters(deps.db)) }
    pending = horizon.writers.size === 0 ? null : horizon
    return pending === null ? sealed + (await sealUpTo(deps, seq)) : sealed
  }
}

async function sealUpTo(deps: SealDeps, seq: number): Promise<number> {
  let sealed = 0
  for (;;) {
    const rows = await sealBlock(deps, seq)
    sealed += rows
    if (rows < BLOCK_ROWS_MAX) return sealed
  }
}

/** Seals one block in its own transaction. 0: there is nothing to seal, or another instance is sealing. */
function sealBlock({ db, clock }: SealDeps, upTo: number): Promise<number> {
  return db.transaction(async (tx) => {
    if (!(await tryChainLock(tx))) return 0
    const head = await lastBlock(tx)
    const rows = await listEntriesBetween(tx, { after: head?.lastSeq ?? 0, upTo }, BLOCK_ROWS_MAX)
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
