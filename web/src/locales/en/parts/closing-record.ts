import type { closingRecord as source } from '../../zh-CN/parts/closing-record.ts'
import { dayAndTime } from './exact.ts'
import { monthAndDay } from './phrases.ts'

/** The printed record of a closing. */
export const closingRecord: typeof source = {
  title: (name) => `Record of ${name}`,
  open: 'Record, to print',
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
    devices: 'Trusted computers',
    mailbox: 'Mailbox',
  },
  by: (name, at) => `${name}, ${dayAndTime(at)}`,
  kept: (reason, day) => `${reason}, may be deleted from ${monthAndDay(day)}`,
  notCleaned: 'Not stated by the member',
  notDisabled: 'Not disabled yet',
  readBack: (at) => `${dayAndTime(at)}, verified in WeCom`,
  columns: { item: 'Item', state: 'Result', heir: 'Taken over by', at: 'Answered', reason: 'Reason' },
  audited: (id) => `The audit holds every record under the number ${id}, to be exported and verified offline`,
}
