import type { Messages } from '../../messages.ts'
import { count, dayOnly, duration, monthAndDay } from './phrases.ts'

export const home: Messages['core']['home'] = {
  greeting: (name, part) => `Good ${part}, ${name}`,
  waiting: 'Waiting for me',
  approvals: 'To approve',
  byHand: 'Requests to handle by hand',
  own: 'My requests, my turn',
  guardians: 'Asked to be a guardian',
  stopped: 'Stopped writes',
  versions: 'Policy versions, my turn',
  questions: 'Policy questions to answer',
  proposals: 'Leaders to confirm',
  apiKeys: 'Stopped API keys to take over',
  lostCases: 'Lost devices, my turn',
  careLeft: (count, isPlanned) => `${isPlanned ? 'Change of phone' : 'Account restored'}: ${String(count)} left to do`,
  groups: 'Groups, my turn',
  oldest: (minutes) => (minutes < 1 ? 'Just came in' : `The oldest has waited ${duration(minutes)}`),
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
  allDoneHint: 'Nothing waits for you, nothing is under way.',
  care: 'Large type',
  careOff: 'Normal type',
  otherLanguage: '中文',
  dark: 'Dark',
  light: 'Light',
  delegatedTo: (name, day) => `${name} decides in your place until ${monthAndDay(day)}`,
  standsInFor: (name, day) => `You decide for ${name} until ${monthAndDay(day)}`,
  seeDelegations: 'Delegations',
  more: 'More',
  audit: 'Audit',
  privacy: 'Privacy',
}

export const lists: Messages['core']['lists'] = {
  more: 'Load more',
  loading: 'Loading',
  end: 'That is all',
  staleSince: (time) => `As of ${time}`,
  retry: 'Try again',
  notRead: 'This could not be read; nothing has changed. Try again in a while.',
  whenBack: 'Refreshes by itself once you are online.',
  backHome: 'Home',
  waited: (minutes) => (minutes < 1 ? 'Just submitted' : `Waiting for ${duration(minutes)}`),
  submittedAt: (time) => `Submitted ${time}`,
}
