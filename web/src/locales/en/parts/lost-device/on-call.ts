import type { Messages } from '../../../messages.ts'

export const onCallMessages: Messages['lost-device']['onCall'] = {
  intro: 'Notified in this order when no one responds or a lock fails. Every hour must be covered.',
  hours: (from, to) => (from % 24 === to % 24 ? 'all day' : `${String(from)}:00 to ${String(to)}:00`),
  gaps: (hours) => `Hours without an on-call contact: ${hours}`,
  sameHour: 'The same start and end means all day.',
  covered: 'All 24 hours are covered',
  empty: 'No on-call contacts are set. Only ops are notified, and reporters see no number to call.',
  add: 'Add an on-call contact',
  pick: 'Contact',
  phone: 'Phone',
  from: 'Start',
  to: 'End',
  addAction: 'Add',
  remove: (name) => `Remove ${name}`,
  up: (name) => `Move ${name} up`,
  creator: 'Creator of the company in WeCom',
  creatorHint: 'The app cannot lock the creator; reports of their device say so.',
  setCreator: 'Set as the creator',
  creatorNone: 'Not set',
  unnamed: (userid) => `Account ${userid}; the app cannot see the name`,
  saved: 'Saved',
  phoneFormat: 'Enter a phone number: digits, spaces and hyphens',
}

export const secondFactorMessages: Messages['lost-device']['secondFactor'] = {
  passed: 'Verified',
  passedHint: 'Go back to WeCom.',
  refused: 'This account was reported lost and cannot enter',
  refusedHint:
    'If you have the phone: your department admin confirms your identity in person or by phone, then ops unlock the account.',
  stale: 'The verification has expired',
  staleHint: 'Go back to WeCom and open it again.',
  again: 'Open WeCom once more',
  againHint:
    'Your signature is valid, but the verification took longer than 5 minutes. Go back to WeCom and open it again.',
  busy: 'Many members are being verified',
  busyHint: 'The queue timed out. Go back to WeCom and open it again.',
  unavailable: 'WeCom cannot be reached',
  unavailableHint: 'Open it again later.',
  wecomRefused: 'WeCom did not complete the verification',
  wecomRefusedHint: (errcode) =>
    `Go back to WeCom and open it again later. If you still cannot enter, tell your WeCom admin the error code ${String(errcode)}.`,
}
