import type { Messages } from '../../messages.ts'
import { count, dayOnly, duration, monthAndDay } from './phrases.ts'

const about = (seconds: number) =>
  seconds < 60 ? `about ${String(seconds)} s` : `about ${String(Math.ceil(seconds / 60))} min`

export const home: Messages['core']['home'] = {
  greeting: (name, part) => `Good ${part}, ${name}`,
  waiting: 'To do',
  today: (number, policies) => {
    if (number === 0) return 'All done'
    const time = about(policies.reduce((sum, { seconds }) => sum + seconds, 0))
    return `${count(number, 'thing')} to do${policies.length > 1 ? `; signing takes ${time}` : ''}`
  },
  tasks: {
    approvals: 'Requests to approve',
    byHand: 'Requests to complete manually',
    own: 'Requests returned to you',
    guardians: 'Guardian invitations',
    stopped: 'Stopped writes and messages',
    versions: 'Policy versions to handle',
    questions: 'Policy questions to answer',
    proposals: 'Department leaders to confirm',
    apiKeys: 'Stopped API keys to take over',
    lost: 'Lost devices to handle',
    groups: 'Groups to handle',
    confirmations: 'Information to confirm',
    feedback: 'Feedback to handle',
    incidents: 'Incidents for you',
    custody: 'Confirm how you keep your account',
  },
  ownGuided: 'Change your phone number in WeCom',
  ownSeveral: 'Your requests to continue',
  actions: {
    approvals: 'Approve',
    byHand: 'Open',
    own: 'Edit',
    guardians: 'Answer',
    stopped: 'Open',
    versions: 'Open',
    questions: 'Answer',
    proposals: 'Confirm',
    apiKeys: 'Take over',
    lost: 'Open',
    groups: 'Open',
    confirmations: 'Confirm',
    feedback: 'Open',
    incidents: 'Open',
    custody: 'Confirm',
    policy: 'Sign',
  },
  urgent: {
    decide: 'Decide within 5 minutes',
    late: (onCall) => `Past 5 minutes; ${onCall === null ? 'decide now' : `contacting ${onCall}`}`,
    reportedAt: (time) => `Reported ${time}`,
    title: (name) => `${name} may have lost their phone`,
    reportedBy: (name) => `Reported by ${name}`,
    left: (minutes, seconds) => `${String(minutes)} min ${String(seconds)} s left`,
    over: 'Late',
    open: 'Decide on the lock',
    call: (name) => `Call ${name} first`,
    next: (deputies, onCall) => {
      const steps = [
        ...(deputies.length > 0 ? [`notifying ${deputies.join(', ')} after 2 minutes`] : []),
        ...(onCall === null ? [] : [`notifying ${onCall} after 5 minutes`]),
      ]
      return steps.length > 0 ? `If you do not decide: ${steps.join('; ')}` : ''
    },
    takenBy: (by, name, isLocked = false) => `${by} ${isLocked ? 'locked' : 'is locking'} ${name}’s account`,
    takenAt: (time) => `Ordered ${time}; nothing left for you to decide`,
  },
  people: {
    title: 'My admin and guardians',
    admin: 'Department admin',
    deputy: 'Deputy department admin',
    onDuty: 'On duty',
    usually: (hours) => `usually decides within ${String(hours)} h`,
    chat: (name) => `Message ${name}`,
    call: (name) => `Call ${name}’s office phone`,
    notOpened: (name) => `The chat did not open; search for “${name}” in WeCom`,
    noGuardians: 'If your phone is lost, guardians can lock your account at once',
  },
  careLeft: (count, isPlanned) => `${isPlanned ? 'Change of phone' : 'Account restored'}: ${String(count)} left to do`,
  kept: 'Your entries are kept',
  returnedBy: (name) => `Returned by ${name}`,
  oldest: (minutes) => (minutes < 1 ? 'Just came in' : `The oldest has waited ${duration(minutes)}`),
  duration,
  count: (number) => count(number, 'item'),
  withCount: (title, number) => `${title} (${String(number)})`,
  toSign: (title: string) => `Sign “${title}”`,
  toRead: (number: number, isDelta: boolean) =>
    isDelta ? (number === 0 ? 'Nothing to read' : `Only ${count(number, 'clause')} changed`) : count(number, 'clause'),
  about,
  by: (instant: string) => `by ${dayOnly(instant)}`,
  late: 'Overdue',
  services: 'Services',
  policies: 'Policies',
  phoneChange: 'Change phone',
  lostHint: 'Lock the account at once, or report for a colleague',
  running: 'In progress',
  allOf: (number) => `All ${String(number)}`,
  all: 'All',
  delegatedTo: (name, day) => `${name} approves for you until ${monthAndDay(day)}`,
  standsInFor: (name, day) => `You approve for ${name} until ${monthAndDay(day)}`,
  more: 'More',
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
  waited: (minutes) => (minutes < 1 ? 'Just came in' : `Waiting for ${duration(minutes)}`),
  submittedAt: (time) => `Submitted ${time}`,
}
