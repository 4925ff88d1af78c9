import type { Device } from '@desk/shared/identity/parse-user-agent'
import type { Messages } from '../messages.ts'

const clients: Record<Device['client'], string> = {
  wecom: 'WeCom',
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: 'Firefox',
  safari: 'Safari',
  other: 'Browser',
}
const systems: Record<Device['system'], string> = {
  android: 'Android phone',
  ios: 'iPhone or iPad',
  windows: 'Windows',
  mac: 'Mac',
  linux: 'Linux',
  other: 'unknown device',
}

const me: Messages['session']['me'] = {
  back: 'Home',
  mine: 'Mine',
  sessions: 'Where I am signed in',
  groups: 'My groups',
  display: 'Display',
  care: 'Care mode',
  careHint: 'Large type, large buttons, one thing at a time',
  dark: 'Dark',
  language: 'Language',
  otherLanguage: '中文',
  signOut: 'Sign out',
  signOutHint: 'On this device only. Coming in again from WeCom signs you in by itself.',
  signedOut: 'Signed out',
  signedOutHint: 'Drafts that were not submitted stay on this device; only you see them, once signed in.',
  signIn: 'Sign in again',
}

const sessions: Messages['session']['sessions'] = {
  back: 'Back to “Me”',
  intro: 'In these places WeCom Desk can be opened as you. End what you do not recognise.',
  device: ({ client, system }) => `${clients[client]} · ${systems[system]}`,
  current: 'This one',
  network: (net) => (net === 'unknown' ? 'Network unknown' : `Network ${net}`),
  since: (time) => `Signed in ${time}`,
  used: (time) => `Last used ${time}`,
  elsewhere: 'Used elsewhere',
  elsewhereHint: (device, time) =>
    `${device} has used this sign-in too, first ${time}. If that was not you, end it and tell the operators.`,
  end: 'End',
  endTitle: 'End this sign-in',
  endHint: 'The sign-in there ends. Opened from WeCom on that device, it signs in again by itself.',
  endLock: 'If somebody else may use it, lock the account',
  endOthersTitle: (count) => (count === 1 ? 'End the other sign-in?' : `End the other ${String(count)} sign-ins?`),
  endOne: (device) => `End the sign-in of ${device}`,
  showAll: (count) => `Show all ${String(count)} sign-ins`,
  endOthers: (count) => (count === 1 ? 'End the other sign-in' : `End the other ${String(count)} sign-ins`),
  onlyThis: 'Only this device is signed in.',
  ended: 'Ended',
}

const panel: Messages['session']['panel'] = {
  title: 'Sign in with WeCom',
  intro: 'Scan with WeCom on your phone. With WeCom open on this computer, one click is enough.',
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
    '-31040': 'The kind of login is wrong. Ask an administrator to check the settings of the service',
  },
  failed: (code) => `The panel reported ${String(code)}. Use the link below`,
}

const claim: Messages['session']['claim'] = {
  back: 'Home',
  intro:
    'There is no ops lead now. Whoever started the server sees a code of 8 characters on the console, valid for 30 minutes. Enter it to become the ops lead.',
  code: 'Code on the console',
  codeHint: 'Such as K7Q2-91FD, in capital or small letters',
  missing: 'Enter the 8 characters from the console',
  submit: 'Become ops lead',
  done: 'You are the ops lead now',
  doneHint: 'Next, grant the other roles in the settings, and name a second lead.',
  toSettings: 'Open the settings',
}

const refusal: Messages['session']['refusal'] = {
  titles: {
    outsider: 'One step short of coming in',
    disabled: 'Your account is disabled',
    not_activated: 'Your account is not activated yet',
    left: 'Your account is no longer in the directory',
    out_of_range: 'This app is not open to you yet',
    code_used: 'This sign-in link was used already',
    state_missing: 'Sign-in was not completed',
    state_foreign: 'Sign-in did not start on this device',
    state_old: 'Sign-in paused for too long',
    other_person: 'Somebody else came back',
    wecom_unavailable: 'WeCom cannot be reached now',
    busy: 'Many people are signing in now',
    locked: 'This account was reported lost',
  },
  what: {
    outsider: 'Your WeChat is known, but it is not a member of the company’s WeCom.',
    disabled: 'In WeCom your account is disabled, so you cannot sign in.',
    not_activated: 'The company has made your account; you have not activated it in WeCom yet.',
    left: 'WeCom does not find your account.',
    out_of_range: 'WeCom knows you, but your department is outside this app’s visible range.',
    code_used: 'Each sign-in link works once; going back or reloading meets it again.',
    state_missing: 'The proof of sign-in was missing on return; perhaps a copied link.',
    state_foreign: 'So that nobody signs in for you, only sign-ins begun on this device count.',
    state_old: 'Sign-in must be completed within 5 minutes.',
    other_person: 'This step asks whether it is still you, and WeCom named another account.',
    wecom_unavailable: 'We could not ask WeCom who you are. It is not your fault.',
    busy: 'You waited some seconds, and your turn did not come. Your account is fine.',
    locked: 'Somebody reported the phone of this account lost, and a lock was ordered, so it cannot sign in.',
  },
  todo: {
    outsider: [
      'Just joined: HR makes your account, usually today, and you get an invitation',
      'Opened from personal WeChat: open it from the WeCom workbench',
    ],
    disabled: ['Lost your phone lately: once found, ask the admin to unlock', 'Not sure why: tell IT the help code'],
    not_activated: ['Open WeCom and follow the invitation', 'No invitation: ask HR to send it again'],
    left: ['Still employed: tell HR or IT the help code'],
    out_of_range: ['Ask your department admin to add your department to the app'],
    code_used: ['Tap “Try again”; no password needed'],
    state_missing: ['Tap “Try again” to sign in from the start'],
    state_foreign: ['Tap “Try again” to sign in on this device'],
    state_old: ['Tap “Try again”; it takes seconds'],
    other_person: ['Try again with your own WeCom', 'To change person, sign out first under “Me”'],
    wecom_unavailable: ['Tap “Try again” in a while', 'Still no luck: tell IT the help code'],
    busy: ['Tap “Try again” in a few seconds', 'Still no luck: tell IT the help code'],
    locked: [
      'You have the phone: your department admin confirms that it is you, then ops unlock it',
      'Urgent: call whoever is on duty',
    ],
  },
  safe: 'You are not signed in and none of your data was kept; only a help code: ',
  unchanged: 'You are signed in as before, and nothing was done. The help code is ',
  stop: '.',
  retry: 'Try again',
}

export default { me, sessions, panel, claim, refusal }
