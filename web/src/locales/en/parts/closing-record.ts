import type { closingRecord as source } from '../../zh-CN/parts/closing-record.ts'
import { exact } from './exact.ts'
import { wholeDay } from './phrases.ts'

/** The printed record of a closing. It is kept for years, so that every time has its year. */
export const closingRecord: typeof source = {
  title: (name) => `Record of ${name}`,
  open: 'Printable record',
  print: 'Print',
  back: 'Back',
  facts: 'What was done',
  items: 'Handed over',
  history: 'All events',
  labels: {
    member: 'Member',
    department: 'Department',
    kind: 'How',
    day: 'Last day',
    effective: 'In effect from',
    openedBy: 'Started by',
    cleaned: 'Sensitive data removed',
    confirmed: 'Confirmed by a second person',
    forced: 'Forced',
    reason: 'Reason',
    change: 'Change',
    disabled: 'Account disabled',
    deletionAsked: 'Deletion asked for',
    deletionReason: 'What is kept',
    deletionConfirmed: 'Deletion confirmed',
    deleted: 'Account deleted',
    returned: 'Returned',
    notReturned: 'Another person',
    devices: 'Trusted devices',
    mailbox: 'Mailbox',
  },
  exact,
  wholeDay,
  by: (name, at) => `${name}, ${exact(at)}`,
  kept: (reason, day) => `${reason}, may be deleted from ${wholeDay(day)}`,
  notCleaned: 'Not stated by the member',
  notDisabled: 'Not disabled yet',
  readBack: (at) => `${exact(at)}, verified in WeCom`,
  columns: { item: 'Item', state: 'Result', heir: 'Taken over by', at: 'Answered', reason: 'Reason' },
  audited: (id) =>
    `The audit log holds every event under the number ${id}; export it by this number and verify it offline`,
}
