import { newDeviceHint } from './parts/clause-hints.ts'
import { device } from './parts/devices.ts'
import type { Messages } from '../messages.ts'

const me: Messages['session']['me'] = {
  back: 'Home',
  mine: 'Me',
  card: 'My card',
  seenByOthers: 'What colleagues see',
  change: 'Edit',
  changeField: (field) => `Edit ${field.toLowerCase()}`,
  hidden: (field) => `${field}: current value not visible`,
  empty: (field) => `${field}: empty`,
  sessions: 'Sign-ins',
  noGuardians: 'None yet',
  askedGuardians: (count) => `${String(count)} invited`,
  security: 'Account security and data',
  aboutSessions: 'Signed-in devices',
  sessionCount: (count) => (count === 1 ? '1 sign-in' : `${String(count)} sign-ins`),
  receipts: (count) => `${String(count)} signed`,
  owed: (count) => `${String(count)} to do`,
  aboutActivity: 'What your account did',
  viewAndExport: 'View, export',
  groups: 'My groups',
  display: 'Display',
  care: 'Care mode',
  careHint: 'Larger text and buttons',
  slash: 'Press / to search (on a computer)',
  dark: 'Dark',
  language: 'Language',
  otherLanguage: '中文',
  signOut: 'Sign out',
  signOutHint: 'On this device only. Opening the app from WeCom signs you in again automatically.',
  signedOut: 'Signed out',
  signedOutHint: 'Unsubmitted drafts stay on this device and are visible only to you after you sign in.',
  signIn: 'Sign in again',
}

const sessions: Messages['session']['sessions'] = {
  back: 'Back to “Me”',
  intro: 'Devices signed in to your WeCom Desk. End any sign-in that you do not recognize.',
  device,
  current: 'This device',
  network: (net) => (net === 'unknown' ? 'Network unknown' : `Network ${net}`),
  since: (time) => `Signed in ${time}`,
  used: (time) => `Last used ${time}`,
  newDevice: 'New device',
  newDeviceHint,
  newDeviceOther:
    'First sign-in from this kind of device. If you do not know it, end the sign-in and lock your account.',
  elsewhere: 'Used by another device',
  elsewhereHint: (device, time) =>
    `${device} has also used this sign-in since ${time}. If this was not you, end it and contact ops.`,
  end: 'End',
  endTitle: 'End this sign-in',
  endHint: 'That device is signed out. Opening the app from WeCom on it signs in again automatically.',
  endLock: 'If someone else may use the account, lock it',
  endOthersTitle: (count) => (count === 1 ? 'End the other sign-in?' : `End the other ${String(count)} sign-ins?`),
  endOne: (device) => `End the sign-in of ${device}`,
  showAll: (count) => `Show all ${String(count)} sign-ins`,
  endOthers: (count) => (count === 1 ? 'End the other sign-in' : `End the other ${String(count)} sign-ins`),
  endOthersHint:
    'These devices are signed out of WeCom Desk, not of WeCom. Opening the app from WeCom on them signs in again automatically.',
  onlyThis: 'Only this device is signed in.',
  ended: 'Ended',
}

const panel: Messages['session']['panel'] = {
  title: 'Sign in with WeCom',
  intro: 'Scan with WeCom on your phone. With WeCom open on this computer, one click is enough.',
  computerHint: newDeviceHint,
  frame: 'WeCom sign-in',
  plain: 'Sign in by WeCom QR code',
  plainHint: 'No QR code above: sign in from here.',
  unavailable: 'The sign-in panel did not open. Use the link below.',
  failures: {
    '-31020': 'This address is not a trusted domain of the app. Ask an administrator to check it in the WeCom console',
    '-31039': 'This address is not a trusted domain of the app. Ask an administrator to check it in the WeCom console',
    '-31027': 'The corp ID is wrong. Ask an administrator to check the settings of the service',
    '-31028': 'The agent ID is wrong. Ask an administrator to check the settings of the service',
    '-31033': 'The browser blocked the panel. Use the link below',
    '-31035': 'The return address is missing. Ask an administrator to check the settings of the service',
    '-31037': 'WeCom login is not enabled for this app. Ask an administrator to enable it in the console',
    '-31040': 'The login type is wrong. Ask an administrator to check the settings of the service',
  },
  failed: (code) => `The panel reported ${String(code)}. Use the link below`,
}

const claim: Messages['session']['claim'] = {
  back: 'Home',
  intro:
    'There is no operations lead. The console of the server shows a code of 8 characters, valid for 30 minutes. Enter it to become the operations lead.',
  code: 'Code on the console',
  codeHint: 'Such as K7Q2-91FD, in capital or small letters',
  missing: 'Enter the 8-character code from the console',
  submit: 'Become operations lead',
  done: 'You are the operations lead now',
  doneHint: 'Next, grant the other roles in the settings and appoint a second lead.',
  toSettings: 'Open the settings',
}

const refusal: Messages['session']['refusal'] = {
  titles: {
    outsider: 'You are not a member of the company',
    disabled: 'Your account is disabled',
    not_activated: 'Your account is not activated yet',
    out_of_range: 'This app is not available to you',
    code_used: 'The sign-in link has been used',
    state_missing: 'Sign-in was not completed',
    state_foreign: 'Sign in again on this device',
    state_old: 'Sign-in timed out',
    other_person: 'The account does not match',
    wecom_unavailable: 'WeCom cannot be reached',
    busy: 'Many members are signing in',
    locked: 'This account was reported lost',
  },
  what: {
    outsider: 'Your WeChat account is not a member of the company’s WeCom.',
    disabled: 'In WeCom your account is disabled, so you cannot sign in.',
    not_activated: 'The company has created your account; activate it in WeCom first.',
    out_of_range: 'Your department is outside the visible range of this app.',
    code_used: 'Each sign-in link works once; going back or reloading uses it again.',
    state_missing: 'The sign-in credential is missing; the link may have been copied.',
    state_foreign: 'To protect your account, sign-in must be started on this device.',
    state_old: 'Sign-in must be completed within 5 minutes.',
    other_person: 'This step confirms your identity, but WeCom returned another account.',
    wecom_unavailable: 'Your identity cannot be confirmed with WeCom at the moment; try again later.',
    busy: 'The queue timed out. Your account is fine.',
    locked:
      'The phone of this account was reported lost. The account is being locked or is locked, so that it cannot sign in.',
  },
  todo: {
    outsider: [
      'Just joined: your account is created on the day before your first day, and the invitation comes on its morning',
      'Opened from personal WeChat: open it from the WeCom workbench',
    ],
    disabled: ['Phone lost earlier: once found, ask the admin to unlock', 'Reason unknown: give IT the help code'],
    not_activated: [
      'Install WeCom and sign in with the mobile number or email address that HR registered: this activates the account',
      'No code arrives, or the number is wrong: ask HR to check it under Joiners',
      'No invitation: you can sign in without it, or ask HR to send another',
    ],
    out_of_range: ['Ask your WeCom admin to add your department to the visible range of the app, in the admin console'],
    code_used: ['Tap “Try again”; no password needed'],
    state_missing: ['Tap “Try again” to sign in from the start'],
    state_foreign: ['Tap “Try again” to sign in on this device'],
    state_old: ['Tap “Try again” to sign in again'],
    other_person: ['Try again with your own WeCom', 'To change the account, sign out under “Me” first'],
    wecom_unavailable: ['Tap “Try again” later', 'Still no luck: give IT the help code'],
    busy: ['Tap “Try again” in a few seconds', 'Still no luck: give IT the help code'],
    locked: [
      'You have the phone: your department admin confirms your identity in person or by phone, then ops unlock the account',
      'Urgent: call the on-call number',
    ],
  },
  safe: 'You are not signed in. When asking for help, give the help code ',
  unchanged: 'You are still signed in, and the action was not carried out. Help code ',
  stop: '.',
  retry: 'Try again',
  incidents: 'To report an incident, ask a colleague to report it for you, or call the independent contact',
  callContact: 'Call the independent contact',
}

const problem: Messages['session']['problem'] = {
  notFoundHint: 'The link is incomplete, or you have no access.',
  errorHint: 'Submitted requests and drafts are kept. Try again later.',
}

export default { me, sessions, panel, claim, refusal, problem }
