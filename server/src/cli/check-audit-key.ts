import { formatVkey, publicKeyOf } from '@desk/shared/evidence/signed-note'
import { readSeed } from '../adapters/audit-log-key-file.ts'
import { ConfigError } from '../config/env.ts'
import type { Database } from '../db/database.ts'
import { currentLog } from '../features/audit/log/log-queries.ts'

/** Returns whether a private key continues the evidence log of a database, with a sentence about it. Null: no log has begun. */
export async function checkAuditKey(
  db: Database,
  file: string,
): Promise<{ continuesLog: boolean; sentence: string } | null> {
  const log = await currentLog(db)
  if (!log) return null
  try {
    const vkey = formatVkey(publicKeyOf({ name: log.origin, seed: await readSeed(file) }))
    return vkey === log.vkey
      ? { continuesLog: true, sentence: `${file} is the key of the evidence log ${log.vkey}` }
      : { continuesLog: false, sentence: `${file} is NOT the key of the evidence log ${log.vkey}` }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return {
      continuesLog: false,
      sentence: `${file} cannot be compared: ${error.sentences.join(' ').replaceAll('AUDIT_KEY_FILE: ', '')}`,
    }
  }
}
