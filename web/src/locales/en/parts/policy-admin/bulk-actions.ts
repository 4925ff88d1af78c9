import type { Messages } from '../../../messages.ts'
import { people } from '../phrases.ts'

/** Reminders and exemptions of selected people. */
export const bulkActions: Messages['policy-admin']['bulk'] = {
  search: 'Name, pinyin or receipt code',
  remindAll: 'Remind everyone listed…',
  remind: 'Remind…',
  exempt: 'Exempt…',
  preview: { remind: 'Preview of the reminder', exempt: 'Preview of the exemption' },
  result: { remind: 'Reminders sent', exempt: 'Exemptions' },
  reached: {
    remind: (count) => `${people(count)} will get it`,
    exempt: (count) => `${people(count)} will be exempt`,
  },
  of: (selected, isMore, skipped) =>
    `${isMore ? 'More than ' : ''}${String(selected)} selected, ${String(skipped)} left out`,
  skipped: {
    reminded_today: 'Reminded today',
    questioned: 'Answer their question first',
    signed: 'Signed',
    exempt: 'Exempt',
    excluded: 'Not counted',
    self: 'You: request an exemption',
  },
  people: (list, count) => {
    if (list.length === 0) return people(count)
    return list.length < count ? `${list.join(', ')} and others, ${people(count)}` : list.join(', ')
  },
  undelivered: 'Not delivered last time',
  message: 'The message',
  note: 'Note',
  noteHint: 'At most 40 characters, shown in the message',
  sendAt: (time) => `Sent at ${time}`,
  sendNow: 'Sent at once',
  rule: 'Nobody is reminded twice a day; messages outside working hours wait for the morning.',
  send: (count) => `Remind ${people(count)}`,
  save: (count) => `Exempt ${people(count)}`,
  reason: 'Reason',
  until: 'Exempt until',
  nobody: 'There is nobody to act on',
  tooMany: (most) => `At most ${String(most)} people one by one; for more, filter first and select all`,
  tooManyFound: (count: number) => `More than ${String(count - 1)} people match; filter the list first`,
  grew: 'More people match than the preview showed. Check the new preview, then confirm again',
  close: 'Close',
  cancel: 'Cancel',
  states: {
    waiting: 'Not sent yet',
    sent: 'Accepted by WeCom',
    undelivered: 'Not delivered',
    dropped: 'Not sent: signed meanwhile, or disabled',
  },
  counts: (sent, waiting, undelivered) =>
    `${String(sent)} accepted by WeCom, ${String(waiting)} not sent yet, ${String(undelivered)} not delivered`,
  refresh: 'Refresh',
  retry: (count) => `Send again to the ${String(count)} not reached`,
  exempted: (count) => `${people(count)} exempted`,
  missing: 'Required',
}
