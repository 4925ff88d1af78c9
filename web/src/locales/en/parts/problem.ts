import type { Messages } from '../../messages.ts'

export const problem: Messages['core']['problem'] = {
  notFound: 'Page not found',
  notFoundHint: 'The link is incomplete, or you have no access. Your submitted requests are under “My requests”.',
  error: 'This page did not open',
  errorHint: 'Submitted requests and drafts are kept. Try again later.',
  code: 'Help code',
  home: 'Home',
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
