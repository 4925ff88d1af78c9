import type { Messages } from '../../messages.ts'

export const problem: Messages['core']['problem'] = {
  error: 'This page did not open',
  code: 'Help code',
  retry: 'Try again',
  confirmed: { done: 'Identity confirmed, action completed', again: 'Identity confirmed, tap once more' },
  offlineBanner: 'You are offline; nothing you wrote is lost',
  lookAgain: 'Try now',
}

/** What can fail without the API client, with which all other messages arrive: see load-failures.ts. */
export const earlyErrors = {
  offline: 'You are offline; check the network and try again',
  internal: 'The action was not completed; try again later',
} as Messages['core']['errors']
