import type { AuditAction } from '@desk/shared/audit-entries/action-names'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { Deps } from '../kernel/deps.ts'
import { recordAudit, recordNumberedAudit } from '../kernel/audit/record-audit.ts'

/** Records one entry in the audit, in a separate transaction: for reads, exports and verifications, which change nothing. */
export async function recordReadAudit(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: Pick<MemberActor, 'userid'>,
  action: AuditAction,
  object: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  await db.transaction((tx) => recordAudit(tx, { at: clock.now(), actor: actor.userid, action, object, details }))
}

/** Records a read in the same way, and returns the number of its entry, which the caller shows to the reader. */
export const recordNumberedRead = (
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  actor: Pick<MemberActor, 'userid'>,
  action: AuditAction,
  object: string,
  details: Record<string, unknown>,
): Promise<number> =>
  db.transaction((tx) => recordNumberedAudit(tx, { at: clock.now(), actor: actor.userid, action, object, details }))
