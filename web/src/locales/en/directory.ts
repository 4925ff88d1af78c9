import type { Messages } from '../messages.ts'
import { count } from './parts/phrases.ts'

/** The health of the directory. */
export const directory: Messages['directory'] = {
  intro:
    'A copy of the departments and members that the app may see in WeCom. An event has its member read anew; on a schedule everything is.',
  syncNow: 'Read it now',
  asked: 'Queued, the reading starts in a moment',
  refresh: 'Refresh',
  holds: 'Held',
  members: 'Members',
  departments: 'Departments',
  last: 'Last full reading',
  never: 'No reading was completed yet',
  took: (seconds) => (seconds < 90 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`),
  when: 'Completed',
  duration: 'Took',
  read: 'Read',
  readValue: (members, departments) => `${count(members, 'member')}, ${count(departments, 'department')}`,
  calls: 'Calls of WeCom',
  callsValue: (calls) => String(calls),
  interrupted: (times) => `Interrupted ${String(times)}×, then completed`,
  running: 'Reading',
  waiting: 'Stopped half-way, waiting to go on',
  progress: (done, all, members) => `${String(done)} of ${count(all, 'department')}, ${count(members, 'member')}`,
  stopped: (cause) => `Why it stopped: ${cause}`,
  changes: 'Changes of the last 24 hours',
  noChanges: 'No changes',
  drift: {
    joined: 'Joined',
    left: 'Left, or out of sight',
    moved: 'Moved to another department',
    renamed: 'Renamed',
    leader: 'Department leaders changed',
    status: 'Enabled or disabled',
    position: 'Position, desk phone or alias changed',
    departments: 'Departments added, renamed, moved or removed',
  },
  times: (number) => String(number),
  callbacks: 'Events of directory and app',
  received: 'Received in 24 hours',
  receivedValue: (number) => String(number),
  lastAt: 'Latest',
  noneYet: 'None so far',
  pending: 'Waiting to be handled',
  wecom: 'Whether WeCom knows us',
  secrets: { agent_token: 'Secret of the app', contacts_token: 'Secret of the contacts sync' },
  secretSays: ({ state, errcode }, until) => {
    if (state === 'not_configured') return 'Not configured: changes are made by hand'
    if (state === 'refused')
      return `WeCom refuses it (${String(errcode)}); not tried before ${until}. Mend the secret and restart`
    return 'Works'
  },
  address: (list) => `Our address is not on the trusted list: ${list}`,
  gate: (api, until) => `${api} was called too often; not called before ${until}`,
}

export default directory
