import type { Messages } from '../messages.ts'
import { fileHint } from './parts/clause-hints.ts'
import { exact, fullDay } from './parts/exact.ts'
import { count, dayOnly, monthAndDay, people, wholeDay } from './parts/phrases.ts'

const overview: Messages['overview'] = {
  day: dayOnly,
  monthAndDay,
  printed: { exact, fullDay, wholeDay },
  counted: (when) => `Updated ${when}`,
  behind: (number) => `The numbers of ${count(number, 'department')} are being updated`,
  waiting: (count) => (count === 0 ? 'Nothing to do' : `${String(count)} to do`),
  nothing: 'Policies, people and operation need nothing from you',
  tasks: {
    versions: (number) => `${count(number, 'policy version')} to handle`,
    versionsHint: 'Approve, revise or publish',
    questions: (number) => `${count(number, 'question')} to answer`,
    oldest: (day) => `The oldest is from ${day}`,
    ofPolicy: (policy, fact) => `${policy}: ${fact}`,
    overdue: (count) => `${people(count)} overdue`,
    undelivered: (count) => `${people(count)} not reached`,
    joiners: (number) => `${count(number, 'joiner has', 'joiners have')} not signed`,
    exemption: (name, day) => `The exemption of ${name} ends on ${day}`,
    partner: (name, day) => `The contract of ${name} ends on ${day}`,
    moreExemptions: (number) => `${count(number, 'more exemption ends', 'more exemptions end')} within two weeks`,
    morePartners: (number) => `${count(number, 'more contract ends', 'more contracts end')} within four weeks`,
    bad: (number) => `${count(number, 'self-check')} failed`,
    warn: (number) => `${count(number, 'self-check')} to improve`,
    checked: (at) => `As of the self-check ${at}`,
    stopped: (number) => `${count(number, 'message')} stopped`,
  },
  actions: {
    handle: 'Handle',
    answer: 'Answer',
    people: 'Show people',
    exempt: 'Extend or end',
    partner: 'Show contract',
    check: 'Show checks',
    outbox: 'Show cause',
  },
  matrix: {
    title: (number) => (number === 0 ? 'Everything is signed' : `${count(number, 'signature')} missing`),
    views: { people: 'People', share: 'Share' },
    hints: {
      people: 'Unsigned / required people in each cell',
      share: 'Unsigned share of the required people in each cell',
    },
    policy: 'Policy, the most urgent first',
    others: 'Other departments',
    company: 'Company, signed',
    version: (label) => `Version ${label}`,
    overdueBy: (days) => `${count(days, 'day')} overdue`,
    due: (day) => `due ${day}`,
    cell: (missing, required, overdue) =>
      `${String(missing)} of ${people(required)} unsigned` + (overdue > 0 ? `, ${String(overdue)} overdue` : ''),
    done: 'All signed',
    none: 'Nothing to sign',
    equation: (signed, bound, exempt) =>
      exempt === 0
        ? `${String(signed)} signed ÷ ${String(bound)} required`
        : `${String(signed)} signed ÷ (${String(bound)} required − ${String(exempt)} exempt)`,
    share: (share) => (share === null ? '—' : `${share}\u00a0%`),
    inTime: 'In time; the darker, the larger the unsigned share',
    late: 'People are overdue',
    empty: 'No policy is in force yet',
  },
  export: {
    xlsx: 'Export as Excel',
    csv: 'Export as CSV',
    ready: 'Ready, for one minute and once; the export was recorded in the audit',
    download: 'Download',
    fileHint,
  },
  due: {
    title: 'Due within four weeks',
    today: 'Today',
    none: 'No policy is due within four weeks',
    line: (title, day, missing) => `${title}: due ${day}, ${people(missing)} missing`,
    missing: (count) => (count === 0 ? 'All signed' : `${String(count)} missing`),
    late: (count) => `${String(count)} overdue`,
    table: 'Show as a table',
    policy: 'Policy',
    since: 'Start',
    dueAt: 'Due',
    left: 'Unsigned',
  },
}

export default overview
