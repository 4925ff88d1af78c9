import type { Database } from '../../db/database.ts'
import { lastBlock } from './seal-queries.ts'

/** Last sealed block, as stated in an export; null before the first block. */
export type ChainHead = { no: number; hash: string; sealedAt: string } | null

export async function chainHead(db: Database): Promise<ChainHead> {
  const block = await lastBlock(db)
  return block && { no: block.no, hash: block.hash, sealedAt: block.sealedAt.toISOString() }
}
