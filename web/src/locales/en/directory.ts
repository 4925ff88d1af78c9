import type { Messages } from '../messages.ts'
import { count, people as countPeople } from './parts/phrases.ts'

export const directory: Messages['directory'] = {
  secondWriter: {
    title: 'Another system that writes the directory',
    hint: 'Fill this in if an HR system or directory service also writes the directory. Changes are then made there, and requests close once the new value is verified; a value that is set back reopens its request.',
    name: 'Name of the system (empty: none)',
    save: 'Save',
    saved: 'Saved',
  },
  mark: {
    title: 'What marks partners',
    hint: 'Members whose custom attribute has this value are partners; HR is asked for a sponsor and an end date. Applies from the next sync.',
    attribute: 'Name of the attribute (empty: none)',
    value: 'Value',
  },
  intro:
    'A synced copy of the departments and members in the visible range of the app. Events update single members; a full sync runs on schedule.',
  syncNow: 'Sync now',
  asked: 'Queued; the sync starts shortly',
  refresh: 'Refresh',
  holds: 'Current data',
  members: 'Members',
  departments: 'Departments',
  last: 'Last full sync',
  never: 'No full sync completed yet',
  took: (seconds) => (seconds < 90 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`),
  when: 'Completed',
  duration: 'Duration',
  read: 'Records',
  readValue: (members, departments) => `${count(members, 'member')}, ${count(departments, 'department')}`,
  calls: 'API calls',
  callsValue: (calls) => String(calls),
  interrupted: (times) => `completed after ${String(times)} interruptions`,
  running: 'Syncing',
  waiting: 'Sync interrupted, waiting to continue',
  progress: (done, all, members) => `${String(done)} of ${count(all, 'department')}, ${count(members, 'member')}`,
  stopped: (cause) => `Cause: ${cause}`,
  changes: 'Changes of the last 24 hours',
  noChanges: 'No changes',
  drift: {
    joined: 'Joined',
    left: 'Left, or outside the visible range',
    moved: 'Moved to another department',
    renamed: 'Renamed',
    leader: 'Department leaders changed',
    status: 'Enabled or disabled',
    position: 'Position, office phone or alias changed',
    departments: 'Departments added, renamed, moved or removed',
  },
  callbacks: 'Directory and app events',
  received: 'Received in 24 hours',
  receivedValue: (number) => String(number),
  lastAt: 'Latest',
  noneYet: 'None so far',
  pending: 'Pending',
  wecom: 'Validity of the secrets',
  secrets: { agent_token: 'App secret', contacts_token: 'Contacts sync secret' },
  secretSays: ({ state, errcode }, until) => {
    if (state === 'not_configured') return 'Not configured; changes are made manually'
    if (state === 'refused')
      return `Invalid secret (${String(errcode)}); not retried before ${until}. Replace the secret and restart`
    return 'Valid'
  },
  address: (list) => `The IP address is not on the trusted list: ${list}`,
  pausedApi: (api, until) => `${api} was called too often; not called before ${until}`,
  held: {
    title: (people) => `${countPeople(people)} out of the visible range, not treated as having left`,
    check:
      'Check first: WeCom admin console → Apps → WeCom Desk → Visible range. If it was changed by mistake, change it back; this ends with the next sync.',
    meanwhile: (since) =>
      `Found ${since}. They keep their sessions, roles, delegations and guardians, but cannot sign in again.`,
    andMore: (names, people) => `${names}; ${countPeople(people)} in total`,
    confirm: 'Confirm that they have left',
    effect:
      'Their sessions, roles, delegations and guardians end, and requests that wait for them go to others. Changing the visible range back later does not restore these.',
    action: (people) => `Confirm that ${countPeople(people)} left`,
    confirmed: 'Confirmed; treated as having left after the sync',
    byLead: 'If they left or no longer use this app, the operations lead confirms it.',
  },
}

export default directory
