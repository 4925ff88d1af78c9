import { lostEventNames } from '../lost-device/lost-event-names.ts'
import type { AuditAction } from './action-names.ts'

/** Kinds of audit actions, by which the entries of a day are counted. */
export const actionKinds = ['looks', 'changes', 'losses'] as const
export type ActionKind = (typeof actionKinds)[number]

/** What people looked at, searched for, checked or exported: nothing that others see has changed. */
const looks = [
  'account.contact_revealed',
  'account.join_code_opened',
  'account.looked',
  'api_keys.read',
  'api_keys.refused',
  'attachment.opened',
  'audit.exported',
  'audit.read',
  'audit.verified',
  'auditor_links.open',
  'evidence.exported',
  'evidence_room.exported',
  'evidence_room.read',
  'evidence_room.searched',
  'feedback.exported',
  'file.registered',
  'incident.exported',
  'incident.reporter_viewed',
  'lost_device.closed_read',
  'member.telephone_revealed',
  'my_data.exported',
  'overview.exported',
  'people.read',
  'policy.exported',
  'policy.file_opened',
  'policy.receipt_exported',
  'policy.record_read',
  'policy.records_searched',
  'request.proof_looked',
] as const satisfies readonly AuditAction[]

/** Reports of lost devices, and what followed from them: locks and unlocks. */
const losses: readonly AuditAction[] = [
  'lost_device.answered_again',
  ...Object.keys(lostEventNames).map((type) => `request.${type}` as AuditAction),
]

/** Kinds of the listed actions. All other actions are `changes`, also those of earlier releases. */
const listedKinds: ReadonlyMap<string, ActionKind> = new Map([
  ...looks.map((action) => [action, 'looks'] as const),
  ...losses.map((action) => [action, 'losses'] as const),
])

/** Returns the kind of an action. */
export const kindOfAction = (action: string): ActionKind => listedKinds.get(action) ?? 'changes'
