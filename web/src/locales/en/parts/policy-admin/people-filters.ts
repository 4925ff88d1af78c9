import type { Messages } from '../../../messages.ts'

/** The filters of the list of people. */
export const peopleFilters: Messages['policy-admin']['filters'] = {
  open: 'Filter',
  partner: 'Partners only',
  department: 'Department, with those below',
  departmentHint: 'Type its name',
  departmentChange: 'Change',
  departmentNone: 'No such department',
  in: (department) => `Department ${department}`,
  joinedAfter: 'Joined after',
  joinedHint: 'Excluding this day; including people who rejoined',
  overdueDays: 'Days overdue, more than',
  olderOnly: 'Change only',
  olderHint: 'Signed an older version, but not the current one',
  invalid: 'Enter a whole number from 1 to 999',
  apply: 'Show people',
  clear: 'Clear the filters',
  named: (q) => `“${q}”`,
  isPartner: 'Partners',
  joined: (day) => `Joined after ${day}`,
  overdueBy: (days) => `Overdue for more than ${days} ${days === '1' ? 'day' : 'days'}`,
  toSign: { 0: 'To sign all', 1: 'Change only' },
  shown: 'Active filters',
  remove: (filter) => `Remove filter: ${filter}`,
  none: (filters) => `No matching people: ${filters}`,
}
