import type { Messages } from '../messages.ts'
import { dayOnly, monthAndDay, people } from './parts/phrases.ts'

const overview: Messages['overview'] = {
  day: dayOnly,
  monthAndDay,
  counted: (when) => `Updated ${when}`,
  behind: (count) => `The numbers of ${String(count)} departments are being updated`,
  waiting: (count) => (count === 0 ? 'Nothing to do' : `${String(count)} to do`),
  nothing: 'Policies, people and operation need nothing from you',
  tasks: {
    versions: (count) => `${String(count)} policy version${count === 1 ? '' : 's'} to handle`,
    versionsHint: 'Approve, revise or publish',
    questions: (count) => `${String(count)} question${count === 1 ? '' : 's'} to answer`,
    oldest: (day) => `The oldest is from ${day}`,
    ofPolicy: (policy, fact) => `${policy}: ${fact}`,
    overdue: (count) => `${people(count)} overdue`,
    undelivered: (count) => `${people(count)} not reached`,
    joiners: (count) => `${String(count)} ${count === 1 ? 'joiner has' : 'joiners have'} not signed`,
    exemption: (name, day) => `The exemption of ${name} ends on ${day}`,
    partner: (name, day) => `The contract of ${name} ends on ${day}`,
    moreExemptions: (count) =>
      `${String(count)} more ${count === 1 ? 'exemption ends' : 'exemptions end'} within two weeks`,
    morePartners: (count) =>
      `${String(count)} more ${count === 1 ? 'contract ends' : 'contracts end'} within four weeks`,
    bad: (count) => `${String(count)} self-check${count === 1 ? '' : 's'} failed`,
    warn: (count) => `${String(count)} self-check${count === 1 ? '' : 's'} to improve`,
    checked: (at) => `As of the self-check ${at}`,
    stopped: (count) => `${String(count)} message${count === 1 ? '' : 's'} stopped`,
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
    title: (count) =>
      count === 0 ? 'Everything is signed' : `${String(count)} signature${count === 1 ? '' : 's'} missing`,
    views: { people: 'People', share: 'Share' },
    hints: {
      people: 'Unsigned / required people in each cell',
      share: 'Unsigned share of the required people in each cell',
    },
    policy: 'Policy, the most urgent first',
    others: 'Other departments',
    company: 'Company, signed',
    version: (label) => `Version ${label}`,
    overdueBy: (days) => `${String(days)} day${days === 1 ? '' : 's'} overdue`,
    due: (day) => `due ${day}`,
    cell: (missing, required, overdue) =>
      `${String(missing)} of ${people(required)} unsigned` + (overdue > 0 ? `, ${String(overdue)} overdue` : ''),
    done: 'All signed',
    none: 'Nothing to sign',
    share: (share) => (share === null ? '—' : `${share}\u00a0%`),
    inTime: 'In time; the darker, the larger the unsigned share',
    late: 'People are overdue',
    empty: 'No policy is in force yet',
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
