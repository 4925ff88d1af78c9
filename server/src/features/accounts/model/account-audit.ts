import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'

type Entry = { actor: string; action: string; object: string; details?: Record<string, unknown> }

/** Records what happened to entries: codes, ids and counts, never a name or a number. */
export const auditOpening = ({ clock }: Pick<Deps, 'clock'>, tx: Tx, ...entries: Entry[]): Promise<void> =>
  recordAudit(tx, ...entries.map((entry) => ({ at: clock.now(), details: {}, ...entry })))
