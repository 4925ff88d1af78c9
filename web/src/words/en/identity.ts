import type { Device } from '@desk/shared/identity/device-of'
import type { IdentityWords } from '../zh-cn/identity.ts'

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

export const me: IdentityWords['me'] = {
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

export const sessions: IdentityWords['sessions'] = {
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
  endHint: 'That device has to sign in again before it opens anything.',
  endOne: (device) => `End the sign-in of ${device}`,
  showAll: (count) => `Show all ${String(count)} sign-ins`,
  endOthers: (count) => (count === 1 ? 'End the other sign-in' : `End the other ${String(count)} sign-ins`),
  onlyThis: 'Only this device is signed in.',
  ended: 'Ended',
}

export const panel: IdentityWords['panel'] = {
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

export const claim: IdentityWords['claim'] = {
  back: 'Home',
  intro:
    'Nobody can open the settings now. Whoever started the server sees a code of 8 signs on the console, good for 30 minutes. Enter it and you are ops.',
  code: 'Code on the console',
  codeHint: 'Such as K7Q2-91FD, in capital or small letters',
  missing: 'Enter the 8 signs from the console',
  submit: 'Become ops',
  done: 'You are ops now',
  doneHint: 'Next, grant the other roles in the settings, and a second person for this one.',
  toSettings: 'Open the settings',
}
