import { eq, sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { caseViewTokens } from '../db/schema/index.ts'
import { sha256 } from '../kernel/hash.ts'

/** Whoever signs out leaves nothing to be read in this browser. */
export async function revokeCaseViewToken(tx: Tx, token: string): Promise<void> {
  await tx.delete(caseViewTokens).where(eq(caseViewTokens.tokenHash, sha256(token)))
}

/** As when all other sessions end: wherever else he left one. */
export async function revokeCaseViewTokensOf(tx: Tx, userid: string): Promise<void> {
  await tx.delete(caseViewTokens).where(eq(sql`lower(${caseViewTokens.userid})`, userid.toLowerCase()))
}
