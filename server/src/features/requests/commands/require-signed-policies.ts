import type { Tx } from '../../../db/database.ts'
import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import type { ReadFirstDeps } from '../model/request-deps.ts'
import { ReadFirstError } from '../request-errors.ts'

/**
 * Requires the signatures of clause 1.2 (read before use). Checked in the writing transaction: the form may be older.
 * @throws ReadFirstError when one is missing
 */
export async function requireSignedPolicies(
  deps: ReadFirstDeps,
  tx: Tx,
  { kind, userid }: { kind: RequestType; userid: string },
): Promise<void> {
  const first = requestTypes[kind].requiresSignedPolicies ? await deps.findRequiredSignature(tx, userid) : null
  if (first) throw new ReadFirstError(first)
}
