import type { Messages } from '../../messages.ts'
import { count, dayOnly, duration, monthAndDay } from './phrases.ts'

export const home: Messages['core']['home'] = {
  greeting: (name, part) => `Good ${part}, ${name}`,
  waiting: 'Waiting for me',
  approvals: 'To approve',
  byHand: 'Requests to handle manually',
  own: 'My requests to act on',
  guardians: 'Guardian invitations',
  stopped: 'Failed writes and messages',
  versions: 'Policy versions to act on',
  questions: 'Policy questions to answer',
  proposals: 'Leaders to confirm',
  apiKeys: 'Stopped API keys to take over',
  lostCases: 'Lost devices to act on',
  careLeft: (count, isPlanned) => `${isPlanned ? 'Change of phone' : 'Account restored'}: ${String(count)} left to do`,
  groups: 'Groups to act on',
  oldest: (minutes) => (minutes < 1 ? 'Just received' : `The oldest has waited ${duration(minutes)}`),
  duration,
  count: (number) => count(number, 'request'),
  toSign: (title: string) => `Sign “${title}”`,
  toRead: (count: number, isDelta: boolean) =>
    isDelta
      ? count === 0
        ? 'Nothing to read'
        : `Only ${String(count)} clause${count === 1 ? '' : 's'} changed`
      : `${String(count)} clauses`,
  about: (seconds: number) =>
    seconds < 60 ? `about ${String(seconds)} s` : `about ${String(Math.ceil(seconds / 60))} min`,
  by: (instant: string) => `by ${dayOnly(instant)}`,
  late: 'Overdue',
  allPolicies: (count: number) => `All ${String(count)}`,
  services: 'Services',
  myRequests: 'My requests',
  myGroups: 'My groups',
  lost: 'Lost my phone',
  lostHint: 'Lock the account at once; colleagues can report, too',
  receipts: 'My receipts',
  board: 'Sign-off',
  running: 'In progress',
  allOf: (number) => `All ${String(number)}`,
  all: 'All',
  allDone: 'All done',
  allDoneHint: 'Nothing is waiting for you or in progress.',
  care: 'Large type',
  careOff: 'Normal type',
  otherLanguage: '中文',
  dark: 'Dark',
  light: 'Light',
  delegatedTo: (name, day) => `${name} approves for you until ${monthAndDay(day)}`,
  standsInFor: (name, day) => `You approve for ${name} until ${monthAndDay(day)}`,
  seeDelegations: 'Delegations',
  more: 'More',
  audit: 'Audit log',
  privacy: 'Privacy',
}

export const lists: Messages['core']['lists'] = {
  more: 'Load more',
  loading: 'Loading',
  end: 'No more items',
  staleSince: (time) => `Updated ${time}`,
  retry: 'Try again',
  notRead: 'Loading failed; try again later.',
  whenBack: 'Refreshes automatically once you are online.',
  backHome: 'Home',
  waited: (minutes) => (minutes < 1 ? 'Just submitted' : `Waiting for ${duration(minutes)}`),
  submittedAt: (time) => `Submitted ${time}`,
}
