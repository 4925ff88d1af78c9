import type { Messages } from '../messages.ts'
import { clause, monthAndDay } from './parts/phrases.ts'

const duties: Messages['duties'] = {
  roles: {
    ops: 'Management department',
    hr: 'HR',
    dept_admin: 'Department admin',
    group_owner: 'Group owner',
    employee: 'Member',
  },
  codes: {
    keep_running: 'Keep the platform running',
    apply_changes: 'Apply changes manually',
    confirm_company: 'Run data confirmation',
    convey_policies: 'Convey policies and see them signed',
    verify_changes: 'Decide on requests',
    confirm_people: 'Verify your department’s account data',
    supervise_groups: 'Supervise group chats',
    lead_groups: 'Manage your own groups',
    sign_policies: 'Read and sign policies',
    confirm_own: 'Confirm your own data',
  },
  counts: {
    waiting: (count) => `${String(count)} waiting`,
    overdue: (count) => `${String(count)} overdue`,
    pending: (count) => `${String(count)} not done`,
    changed: (count) => `${String(count)} changed since`,
    confirmed: (count) => `${String(count)} confirmed`,
    receipts: (count) => `${String(count)} ${count === 1 ? 'receipt' : 'receipts'}`,
    signed: (count) => `${String(count)} signed`,
  },
  clause,
  owes: (count) =>
    count === 0 ? 'Nothing is owed' : `${String(count)} ${count === 1 ? 'duty is' : 'duties are'} open`,
  intro: 'Your duties by clause of the policy. A number opens its list.',
  owed: 'Open',
  noneOwed: 'Nothing waiting',
  until: (day) => `by ${monthAndDay(day)}`,
  go: 'Open',
  goTo: (duty) => `Open: ${duty}`,
}
export default duties
