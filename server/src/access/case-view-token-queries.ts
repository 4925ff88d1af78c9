import { eq, sql } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { caseViewTokens } from '../db/schema/index.ts'
import { sha256 } from '../kernel/hash.ts'

/** Deletes one case-view token. A sign-out leaves nothing readable in the browser. */
export async function revokeCaseViewToken(tx: Tx, token: string): Promise<void> {
  await tx.delete(caseViewTokens).where(eq(caseViewTokens.tokenHash, sha256(token)))
}

/** Deletes all case-view tokens of a member, when all their other sessions end. */
export async function revokeCaseViewTokensOf(tx: Tx, userid: string): Promise<void> {
  await tx.delete(caseViewTokens).where(eq(sql`lower(${caseViewTokens.userid})`, userid.toLowerCase()))
}
