/**
 * Named places between two steps that must survive a crash in between. Production hands in one that does nothing;
 * fault runs hand in one that ends the process.
 */
export const failPointNames = [
  'submit.committed',
  'decide.committed',
  'outbox.claimed',
  'apply.intent_stored',
  'apply.called',
  'apply.read_back',
  'outbox.settled',
  'notice.admitted',
  'notice.calling',
  'notice.called',
  'tile.called',
  'policy.page_booked',
] as const
export type FailPointName = (typeof failPointNames)[number]

export type FailPoints = { hit(name: FailPointName): void }

export const noFailPoints: FailPoints = { hit: () => {} }
