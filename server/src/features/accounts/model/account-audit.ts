import type { AuditEntry } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'

type EntryContent = Pick<AuditEntry, 'actor' | 'action' | 'object'> & Partial<Pick<AuditEntry, 'details'>>

/** Returns the audit entry for something that happens to an opening now: codes, ids and counts, never a name or a phone number. */
export const auditEntry = ({ clock }: Pick<Deps, 'clock'>, content: EntryContent): AuditEntry => ({
  at: clock.now(),
  details: {},
  ...content,
})
