/**
 * Named points between two steps at which the server must survive a crash. Production passes a function that does
 * nothing; fault runs pass one that ends the process. For commands the point is after the change is stored and before
 * the response is sent.
 */
export const failPointNames = [
  'submit.committed',
  'decide.committed',
  'return.committed',
  'resubmit.committed',
  'withdraw.committed',
  'undo.committed',
  'transfer.committed',
  'urge.committed',
  'dispute.committed',
  'settle.committed',
  'delegation.committed',
  'look.read',
  'look.committed',
  'reroute.committed',
  'next_step.written',
  'card_action.code_kept',
  'outbox.claimed',
  'apply.scheduled',
  'apply.intent_stored',
  'apply.called',
  'apply.read_back',
  'verify.read',
  'outbox.settled',
  'notice.admitted',
  'notice.calling',
  'notice.called',
  'tile.called',
] as const
/** Points of lost-device cases. */
export const lostFailPointNames = [
  'report.committed',
  'lock.intent_stored',
  'lock.called',
  'lock.sent_stored',
  'lock.read_back',
  'unlock.intent_stored',
  'unlock.called',
] as const
/** Points of reminder batches. */
export const policyFailPointNames = ['policy.page_booked'] as const
/** Points of groups. */
export const groupFailPointNames = [
  'group.intent_stored',
  'group.called',
  'group.greeting',
  'group.read_back',
  'group.committed',
  'group.confirmed',
  'group.declared',
  'group.changing',
  'group.changed',
] as const
/** Points of accounts of partners that are disabled and enabled. */
export const partnerFailPointNames = ['partner.intent_stored', 'partner.called', 'partner.read_back'] as const
/** Points of joiners. */
export const accountFailPointNames = [
  'account.submitted',
  'account.reviewed',
  'account.creating',
  'account.sent',
  'account.invited',
] as const
/** Points of accounts that end. */
export const closingFailPointNames = [
  'closing.committed',
  'closing.intent_stored',
  'closing.called',
  'closing.read_back',
] as const
/** Points of data confirmation. */
export const confirmationFailPointNames = ['confirmation.page_asked'] as const
/** Points of the sealer of the evidence log. */
export const sealFailPointNames = [
  'seal.appended',
  'seal.append_committed',
  'seal.signed',
  'seal.checkpoint_committed',
  'seal.kept',
] as const
export type FailPointName = (
  | typeof failPointNames
  | typeof lostFailPointNames
  | typeof policyFailPointNames
  | typeof groupFailPointNames
  | typeof partnerFailPointNames
  | typeof accountFailPointNames
  | typeof closingFailPointNames
  | typeof confirmationFailPointNames
  | typeof sealFailPointNames
)[number]

export type FailPoints = { hit(name: FailPointName): void }

export const noFailPoints: FailPoints = { hit: () => {} }
