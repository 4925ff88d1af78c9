import type { Database } from '../../../../db/database.ts'
import { proofFile } from '../../../audit/prove.ts'
import { findSignatureEntry } from '../../signing/evidence-queries.ts'
import { findSignature } from '../../signing/signature-queries.ts'

/** Returns the proof of a receipt's entry in the log (C2SP tlog-proof); null: no such receipt, or no signed checkpoint yet. */
export async function receiptProof(db: Database, code: string): Promise<string | null> {
  const signature = await findSignature(db, code)
  const entry = signature && (await findSignatureEntry(db, signature.id))
  return entry ? proofFile(db, entry.seq) : null
}
