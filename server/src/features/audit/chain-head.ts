import type { Database } from '../../db/database.ts'
import { lastBlock } from './seal-queries.ts'

/** Up to where the audit is sealed, as an export says it; null: nothing is yet. */
export type ChainHead = { no: number; hash: string; sealedAt: string } | null

export async function chainHead(db: Database): Promise<ChainHead> {
  const block = await lastBlock(db)
  return block && { no: block.no, hash: block.hash, sealedAt: block.sealedAt.toISOString() }
}
