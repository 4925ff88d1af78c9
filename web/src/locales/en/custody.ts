import type { Messages } from '../messages.ts'
import { count } from './parts/phrases.ts'

const custody: Messages['custody'] = {
  custody: {
    intro: 'Once a year, in about 20 seconds. Check each statement and tick it',
    clause: 'Clause 3.2, use of accounts',
    hints: [
      'Not changed yet? In WeCom: Me → Settings → Account → Password',
      'Somebody used your account? Change the password first',
      'Manage sign-ins shows every device, and ends its session',
    ],
    legend: 'Confirm each statement',
    confirm: 'All three are true, confirm',
    left: (count) => `${String(count)} to confirm`,
    missing: (count) => `${String(count)} not ticked. If one is not true, put it right first, then come back`,
    done: (day) => `Confirmed ${day}`,
    doneHint: 'You will be asked again next year',
    saved: 'Confirmed',
    changed: 'The text has changed. Check it again',
    earlier: 'Earlier confirmations',
    earlierRow: (year, day) => `${String(year)}: ${day}`,
    sessions: 'Manage sign-ins',
    lost: 'Somebody else may use my account',
  },
  activity: {
    intro: 'What your account did here, and from which devices. Act at once if you do not recognize something',
    devices: 'Devices used',
    ended: (day) => `Ended ${day}`,
    open: 'Signed in',
    manage: 'Manage sign-ins',
    entries: 'Activity',
    none: 'No activity yet',
    times: (act, number) => `${act}, ${count(number, 'time')}`,
    stranger: 'Something you did not do?',
    strangerHint: 'Lock the account first, then contact your admin',
  },
}

export default custody
