import { exact, zoneName } from './parts/exact.ts'
import { count, wholeDay } from './parts/phrases.ts'
import { roleNames } from './parts/role-names.ts'
import type { Messages } from '../messages.ts'

const desk: Messages['desk'] = {
  nav: 'Main navigation',
  crumbs: 'Location',
  groups: {
    overview: 'Overview',
    home: 'Home',
    policies: 'Policies',
    approvals: 'Approvals',
    requests: 'My requests',
    hr: 'HR',
    joiners: 'Joiners',
    leavers: 'Leavers',
    people: 'People and roles',
    confirmations: 'Data confirmation',
    chats: 'Group chats',
    feedback: 'Feedback',
    lost: 'Lost devices',
    incidents: 'Incidents',
    audit: 'Audit',
    records: 'Signing records',
    settings: 'Settings',
  },
  areas: { people: 'People and accounts', reports: 'Reports and problems' },
  roles: roleNames,
  me: (name) => `${name}: account and display`,
  goTo: {
    open: 'Go to',
    label: 'Find',
    hint: 'Name, pinyin, policy, receipt code or setting',
    found: (number) => (number === 0 ? 'Nothing found' : count(number, 'result')),
    progress: 'Sign-off',
    remind: 'Remind',
    exported: 'Export',
    kinds: { page: 'Page', policy: 'Policy', action: 'Action', person: 'Person', receipt: 'Receipt' },
  },
  close: 'Hide',
  closeHint: 'Press Esc to hide it',
  switches: { on: 'On', off: 'Off' },
  views: {
    label: 'Saved views',
    all: 'All',
    save: 'Save view',
    name: 'Name of the view',
    keep: 'Save',
    remove: (name) => `Delete the view ${name}`,
  },
  table: {
    focusSearch: 'Press / to search',
    filters: 'Active filters',
    removeFilter: (filter) => `Remove filter: ${filter}`,
    columns: 'Columns',
    chooseColumns: 'Columns to show',
    defaults: 'Restore defaults',
    selectAll: (count) => `Select all ${String(count)}`,
    selectMatching: 'Select all that match',
    selectedAll: (except: number) =>
      except === 0
        ? 'All that match are selected; the preview counts them'
        : `All that match but ${String(except)} are selected; the preview counts them`,
    select: (name) => `Select ${name}`,
    selected: (count) => `${String(count)} selected`,
    clearSelection: 'Clear selection',
    bulk: (count) => `Actions for the ${String(count)} selected`,
    exact,
    wholeDay,
    printedPart: (count) => `Incomplete: only the first ${String(count)} rows, which were loaded`,
    printed: (who, at) => `Printed by ${who} on ${exact(at)} (${zoneName()})`,
  },
}

export default desk
