import { bundleProgress } from '../bundle-progress.ts'
import { fileHint } from '../clause-hints.ts'
import { causesOfDifference } from '@desk/shared/policies/roster'
import type { Messages } from '../../../messages.ts'
import { dayAndTime } from '../exact.ts'
import { count, monthAndDay, people, wholeDay } from '../phrases.ts'

type Board = Messages['policy-admin']['board']

/** Formats a day; on paper with its year. */
const dayOf = (day: string, hasYear: boolean): string => (hasYear ? wholeDay : monthAndDay)(day)

const plot: Board['plot'] = {
  reachedOn: (day, hasYear) => `At this rate, 95 % on ${dayOf(day, hasYear)}`,
  beyond: 'At this rate, 95 % is not reached within 90 days',
  stands: 'No one signed in the last 3 working days',
  nearlyAll: (signed, percent) => `${people(signed)} signed, ${percent}`,
  all: 'Everyone has signed',
  soFar: (signed) => `${people(signed)} signed so far`,
  until: (day, signed, hasYear) => `${people(signed)} signed by the end of ${dayOf(day, hasYear)}`,
  perDay: (rate) => `${rate} a day in the last 3 working days`,
  notYet: 'A forecast needs 3 working days after publication and 20 signatures',
  laterLine: 'The grey line is what came later',
  none: 'No daily numbers yet: they start the day after publication, down to the third level of departments',
  axis: (from, to) => `Time axis: ${from} to ${to}`,
  caveat:
    'The dashed line continues the mean of the last 3 working days, on working days only; the light area is the slowest to the fastest of them. A forecast, never evidence.',
  points: 'Signatures, point by point',
  point: (instant, signed) => `${dayAndTime(instant)}: ${people(signed)} signed`,
  openDay: 'View this day',
  free: 'Off',
  publishedSymbol: 'P',
  remindedSymbol: 'R',
  published: (instant, label, hasYear) => `${dayAndTime(instant, hasYear)}: version ${label} published`,
  reminded: (instant, count, gained, hasYear) =>
    `${dayAndTime(instant, hasYear)}: ${people(count)} reminded${gained === null ? '' : `, ${String(gained)} more signed within 24 hours`}`,
  due: (day) => `Due on ${day}`,
  atDue: (count, percent) => `about ${people(count)}, ${percent}`,
  target: (count) => `95 % (${people(count)})`,
  ofDay: (day, signed) => `${monthAndDay(day)}: ${String(signed)}`,
  summary: (finding, days, marks) => `${finding}. ${days}${marks === '' ? '' : `. ${marks}`}`,
  list: (parts) => parts.join('; '),
  table: 'Show as a table',
  caption: 'People who had signed at the end of each day',
  day: 'Day',
  signed: 'Signed',
  gained: 'On the day',
  required: 'Required, without exempt',
}

const departments: Board['departments'] = {
  worstFirst: 'By department, lowest share first',
  path: 'Levels of departments',
  count: (number) => count(number, 'department'),
  rest: (number) => count(number, 'more department'),
  missing: (count) => (count === 0 ? 'All signed' : `${String(count)} missing`),
  own: (name) => `Directly in ${name}`,
  part: (state, count) => `${state} ${String(count)}`,
  parts: (parts) => parts.join(', '),
  share: 'Share signed',
  name: 'Department',
  noDeeper: 'Past days are stored down to the third level of departments',
}

const days: Board['days'] = {
  label: 'Day to view',
  weekdays: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'],
  ticks: 'The line is how many signed that day',
  signedOn: (day, count) => `${monthAndDay(day)}: ${people(count)} signed`,
  show: 'View',
  before: 'Previous day',
  after: 'Next day',
  now: 'Back to now',
  asOf: (day) =>
    `As it was at the end of ${wholeDay(day)}; later changes do not affect it. View and export only, no reminders.`,
  commitments: {
    none: 'The roster of that day is not in the evidence log: it is restored from records, and enters the log when evidence is exported.',
    same: 'The roster of that day is in the evidence log, with the same numbers for the company.',
    differs: `The roster of that day is in the evidence log, but with other numbers for the company: ${causesOfDifference.en}.`,
  },
  notStored: (asked, first) =>
    first === null
      ? `No day is stored yet, so there is no data for ${wholeDay(asked)}. These are the current numbers.`
      : `There is no data for ${wholeDay(asked)}; the first stored day is ${wholeDay(first)}. These are the current numbers.`,
  noDay: (asked) => `“${asked}” is not a valid date. These are the current numbers.`,
  nearest: (day) => `View ${wholeDay(day)}`,
}

/** The board of a policy. */
export const board: Board = {
  plot,
  departments,
  days,
  figure: (bound) => `signed of ${people(bound)}`,
  changeOnly: 'Change only',
  counts: 'Number of people by state, with their lists',
  equation: (signed, unsigned, exempt) =>
    `${String(signed + unsigned + exempt)} required = ${String(signed)} signed + ${String(unsigned)} unsigned + ${String(exempt)} exempt`,
  rate: (signed, bound, exempt) =>
    `Share = ${String(signed)} signed ÷ (${String(bound)} required − ${String(exempt)} exempt)`,
  register: (bound, excluded) =>
    `${String(bound)} required = ${String(bound + excluded)} on the register − ${String(excluded)} not counted`,
  unsignedAre: (parts) => `Unsigned: ${parts}`,
  missing: (count) => `${people(count)} missing`,
  allSigned: 'No one has to sign any more',
  list: 'View the list',
  export: 'Export',
  exportDay: (day) => `Export the list of ${monthAndDay(day)}`,
  exportDayHint:
    'With names and the states of that day, from the signatures, exemptions and employment of that day; departments are those of today.',
  share: (percent) => (percent === null ? '—' : `${percent} %`),
  due: (label, day, daysLeft) => {
    if (daysLeft === null) return `Version ${label}, was due on ${day}`
    if (daysLeft === 0) return `Version ${label}, due today`
    return `Version ${label}, due on ${day}, ${String(daysLeft)} ${daysLeft === 1 ? 'day' : 'days'} left`
  },
  versionTexts: 'Texts of all versions, compared',
  retired: (label, day) => `Version ${label}; the policy was retired on ${wholeDay(day)}, nobody has to sign it`,
  versions: 'Other versions',
  versionNow: (label, since) => `Version ${label}, since ${wholeDay(since)}, in force`,
  versionThen: (label, since, day) => `Version ${label}, since ${wholeDay(since)}, as of ${wholeDay(day)}`,
  remind: (count) => `Remind ${people(count)}`,
  toRemind: (count) => `Go to reminders for ${people(count)}`,
  remindNone: 'No one needs a reminder',
  remindDone: (skipped) => `All ${people(skipped)} who have not signed were reminded today; remind again tomorrow`,
  remindSend: (count) => `Send to ${people(count)}`,
  remindNames: (first, count) =>
    `${first.join(', ')}${count > first.length ? ` and ${String(count - first.length)} more` : ''}`,
  remindWait: 'Reminders were sent today; counting the remaining people',
  remindHint: (reached, skipped) =>
    skipped > 0
      ? `Reminds ${people(reached)}; ${String(skipped)} were already reminded today and are skipped`
      : `Reminds ${people(reached)}; no messages at night`,
  reminded: (count) => `A message goes out to ${people(count)}`,
  behind: (number) => `${count(number, 'count is', 'counts are')} being updated; the numbers will change`,
  exportHint: 'Exports are recorded in the audit log.',
  exportThese: (count) => (count === null ? 'Export the people shown by the filter' : `Export these ${people(count)}`),
  csv: 'CSV, for programs',
  xlsx: 'Excel, with totals',
  html: 'Signature records as a page',
  bundle: 'Evidence (ZIP, whole company)',
  bundleHint:
    ' Evidence can be verified offline: rosters, signatures, reasons of exemptions, open questions, reading times and texts of the whole company.',
  bundleProgress,
  ready: 'Ready; the link is valid for 1 minute and opens once',
  download: 'Download',
  fileHint,
  whole: 'Whole company',
  other: 'Other policies',
  questions: 'Questions to answer',
  answer: 'Answer',
  answerSend: 'Send the answer',
  answered: 'Answered',
  back: 'Home',
  actions: 'Actions',
}
