import type { Messages } from '../messages.ts'

const desk: Messages['desk'] = {
  nav: 'Main navigation',
  crumbs: 'Location',
  groups: {
    home: 'Home',
    policies: 'Policies',
    approvals: 'Approvals',
    people: 'People and roles',
    chats: 'Group chats',
    lost: 'Lost devices',
    audit: 'Audit',
    settings: 'Settings',
  },
  roles: { ops: 'Operations', ops_lead: 'Operations lead', hr: 'HR', compliance: 'Compliance', auditor: 'Auditor' },
  me: (name) => `${name}: account and display`,
  table: {
    focusSearch: 'Press / to search',
    filters: 'Active filters',
    removeFilter: (filter) => `Remove filter: ${filter}`,
    columns: 'Columns',
    chooseColumns: 'Columns to show',
    defaults: 'Restore defaults',
    selectAll: (count) => `Select all ${String(count)}`,
    select: (name) => `Select ${name}`,
    selected: (count) => `${String(count)} selected`,
    clearSelection: 'Clear selection',
    bulk: (count) => `Actions for the ${String(count)} selected`,
    printed: (who, when) => `Printed by ${who} on ${when}`,
  },
}

export default desk
