/**
 * Named places between two steps that must survive a crash in between. Production hands in one that does nothing;
 * fault runs hand in one that ends the process. Those of commands are where the change is stored and its answer not sent.
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
  'press.code_kept',
  'outbox.claimed',
  'apply.scheduled',
  'apply.intent_stored',
  'apply.called',
  'apply.read_back',
  'prove.read',
  'outbox.settled',
  'notice.admitted',
  'notice.calling',
  'notice.called',
  'tile.called',
] as const
/** Those of a lost device, which no other request passes. */
export const lostFailPointNames = [
  'report.committed',
  'lock.intent_stored',
  'lock.called',
  'lock.sent_stored',
  'lock.read_back',
  'unlock.intent_stored',
  'unlock.called',
] as const
/** That of a round of reminders, which no request passes. */
export const policyFailPointNames = ['policy.page_booked'] as const
/** Those of groups. */
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
export type FailPointName = (
  typeof failPointNames | typeof lostFailPointNames | typeof policyFailPointNames | typeof groupFailPointNames
)[number]

export type FailPoints = { hit(name: FailPointName): void }

export const noFailPoints: FailPoints = { hit: () => {} }
