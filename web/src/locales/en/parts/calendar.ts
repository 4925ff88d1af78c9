import type { Messages } from '../../messages.ts'

export const calendar: Messages['delivery']['calendar'] = {
  intro: (year) =>
    `Public holidays and shifted days are known up to the end of ${String(year)}; after that, only weekends are days off.`,
  beyond: (year) => `This month is beyond what is known (end of ${String(year)}): only weekends are days off.`,
  month: (year, month) => `${String(year)}-${String(month).padStart(2, '0')}`,
  before: 'Previous month',
  after: 'Next month',
  weekdays: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'],
  weekday: (index) => ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][index] ?? '',
  working: 'Work',
  rest: 'Off',
  reasons: { override: 'set here', table: 'by law', week: 'by weekday' },
  dayTitle: (day) => `${day}: working day or day off`,
  setWorking: 'Make it a working day',
  setRest: 'Make it a day off',
  reset: 'Use the default',
  note: 'Note',
  noteHint: 'For example: annual meeting',
  cancel: 'Cancel',
  quiet: 'Quiet hours',
  quietHint:
    'During these hours and on days off, reminders and results are deferred to the next working day. New requests and urgent messages are not affected.',
  from: 'From',
  to: 'To',
  save: 'Save quiet hours',
  saved: 'Saved, applies from the next message',
  format: 'Use the format 20:00',
}
