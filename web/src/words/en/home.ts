import type { Words } from '../zh-cn.ts'
import { count, duration } from './phrases.ts'

export const home: Words['home'] = {
  greeting: (name, part) => `Good ${part}, ${name}`,
  waiting: 'Waiting for me',
  approvals: 'To approve',
  oldest: 'The oldest has waited ',
  duration,
  count: (number) => count(number, 'request'),
  services: 'Services',
  infoChange: 'Change my details',
  myRequests: 'My requests',
  running: 'In progress',
  allOf: (number) => `All ${String(number)}`,
  all: 'All',
  allDone: 'All done',
  allDoneHint: 'Nothing waits for you, nothing is under way.',
  care: 'Large type',
  careOff: 'Normal type',
  otherLanguage: '中文',
  dark: 'Dark',
  light: 'Light',
  more: 'More',
  audit: 'Audit',
  privacy: 'Privacy',
}

export const lists: Words['lists'] = {
  more: 'Load more',
  loading: 'Loading',
  end: 'That is all',
  staleSince: (time) => `As of ${time}`,
  retry: 'Try again',
  noRequests: 'No requests yet',
  noRequestsHint: 'Start here to change your position or desk phone.',
  start: 'Change my details',
  noApprovals: 'All done',
  noApprovalsHint: 'No request waits for your decision.',
  backHome: 'Home',
  waited: (length) => `Waiting for ${length}`,
  submittedAt: (time) => `Submitted ${time}`,
}
