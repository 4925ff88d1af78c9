import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import type { Database } from '../../../db/database.ts'
import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import { AppError } from '../../../kernel/app-error.ts'
import type { ReadFirstDeps } from '../model/request-deps.ts'

/** The details name what has to be signed. */
class ReadFirstError extends AppError {
  override readonly name = 'ReadFirstError'
  readonly code = 'policy.read_first'
  constructor(readFirst: RequiredSignature) {
    super('A policy has to be signed before', { details: { readFirst } })
  }
}

/**
 * Requires the signatures of clause 1.2 (read before use). Checked in the writing transaction: the form may be older.
 */
export async function requireReadFirst(
  deps: ReadFirstDeps,
  db: Database,
  { kind, userid }: { kind: RequestType; userid: string },
): Promise<void> {
  const first = requestTypes[kind].readFirst ? await deps.readFirst(db, userid) : null
  if (first) throw new ReadFirstError(first)
}
