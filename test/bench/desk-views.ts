import { CAMPAIGN } from '@desk/server/testing/database/large-confirmation'
import { DAY_MS } from '@desk/shared/kernel/durations'
import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { RosterExportBody } from '@desk/shared/policies/board-schemas'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { PolicyEnvironment } from './policy-environment.ts'

/** A view of the desk. `open` reads it once. */
export type DeskView = { name: string; open: (company: PolicyEnvironment) => Promise<unknown> }

/** Stands for the number in the searched names. */
const N = '{n}'

/**
 * Returns the number with which eleven names begin, in a company whose size is a power of ten. A larger company has more people of
 * a name, but a page shows only so many: the same search in both would compare eleven rows with one.
 */
const elevenOf = (members: number): string => '123456'.slice(0, String(members).length - 2)

const view = (name: string, path: (id: string) => string): DeskView => ({
  name,
  open: ({ author, ids, members }) => author.get(path(ids[0]!).replace(N, elevenOf(members))),
})

/** The day five days ago, for which the counts of every department are stored. */
const PAST_DAY = new Date(Date.now() - 5 * DAY_MS).toISOString().slice(0, 10)

const boardQueries = {
  today: '',
  'past day': `?day=${PAST_DAY}`,
  'drill-down': '?department=1001',
  'drill-down twice': '?department=100001',
  'drill-down, past day': `?department=1001&day=${PAST_DAY}`,
}
const confirmationQueries = {
  board: 'board?departments=first',
  'board of a department': 'board?department=1001&departments=first',
  'people not confirmed': 'people?state=pending',
  'people confirmed, of a department': 'people?department=1001&state=confirmed',
  'people, second page': 'people?after=100005:m0000250',
}
export const boardViews: DeskView[] = [
  ...Object.entries(boardQueries).map(([name, query]) =>
    view(`board ${name}`, (id) => `/api/policies/${id}/board${query}`),
  ),
  ...Object.entries(confirmationQueries).map(([name, path]) =>
    view(`confirmation ${name}`, () => `/api/confirmations/${CAMPAIGN}/${path}`),
  ),
]

const peopleQueries = {
  '': '',
  'not signed': '?state=pending',
  signed: '?state=signed',
  exempt: '?state=exempt',
  'of a department': '?department=1001&state=signed',
  'by name': `?q=%E6%88%90%E5%91%98${N}`,
  'by initials': `?q=cy${N}`,
  'by a prefix of all': '?q=cy',
  'by a name of nobody': '?q=zzz',
  partners: '?partner=1',
  'partners, signed': '?partner=1&state=signed',
  joined: '?joinedAfter=2026-01-01',
  'late by ten days': '?overdueDays=10',
  'older only': '?olderOnly=1',
  'second page': '?after=100005:m0000250',
  'by urgency': '?sort=state',
  'by urgency, reversed': '?sort=-state',
  'by urgency, second page': '?sort=state&after=3~100005:m0000250',
  'not signed, by urgency': '?state=unsigned&sort=state',
  'exempt, by reminders': '?state=exempt&sort=reminders',
  'of a department, by first view': '?department=100001&sort=opened',
  'by name, by urgency': `?q=cy${N}&sort=state`,
  'partners, by urgency': '?partner=1&sort=state',
}

const auditQueries = {
  '': '',
  'by name': `?who=%E6%88%90%E5%91%98${N}`,
  'by initials': `?who=cy${N}`,
  'by a name of nobody': '?who=zzz',
  'by a frequent action': '?actions=policy.signed',
  'by a rare action': '?actions=roles.revoke,roles.grant',
  'by name and a rare action': `?who=cy${N}&actions=roles.revoke`,
  'by name and a frequent action': `?who=cy${N}&actions=policy.signed`,
  'of a day': `?from=${PAST_DAY}T00:00:00.000Z&to=${PAST_DAY}T12:00:00.000Z`,
  'of a day, by name': `?who=cy${N}&from=${PAST_DAY}T00:00:00.000Z&to=${PAST_DAY}T12:00:00.000Z`,
  'by name, with its days': `?who=cy${N}&days=1`,
}

const auditDayQueries = {
  '': '',
  'by name': `?who=cy${N}`,
  'by a frequent action': '?actions=policy.signed',
  'of a quarter': '?from=2020-01-01T00:00:00.000Z',
  'of hours': `?from=${PAST_DAY}T00:00:00.000Z&to=${PAST_DAY}T12:00:00.000Z`,
}

const hrQueries = {
  '': '',
  'by name': `?q=%E6%88%90%E5%91%98${N}`,
  'by initials': `?q=cy${N}`,
  'by a name of nobody': '?q=zzz',
  'of a department': '?department=100001',
}

const roomQueries = {
  '': '',
  'by name': `?q=%E6%88%90%E5%91%98${N}`,
  'by initials': `?q=cy${N}`,
  'by a name of nobody': '?q=zzz',
}

/** The lists of cases, with their views. */
const caseQueries: Record<string, Record<string, string>> = {
  '/api/joiners': { '': '', done: '?view=done', 'by name': `?q=%E6%88%90%E5%91%98${N}` },
  '/api/closings': { '': '', disabled: '?view=disabled', ended: '?view=ended' },
  '/api/console-deeds': { '': '', all: '?all=1' },
  '/api/incidents/cases': { '': '', closed: '?show=closed' },
  '/api/feedback/board': { '': '', answered: '?view=answered', 'by words': '?view=answered&q=%E9%97%AE%E9%A2%98' },
}

const settingsPages = ['check', 'incidents', 'on-call', 'calendar', 'fields', 'texts', 'groups', 'confirmations']

const queryViews = (name: string, queries: Record<string, string>, path: (id: string) => string): DeskView[] =>
  Object.entries(queries).map(([suffix, query]) => view(`${name} ${suffix}`.trim(), (id) => path(id) + query))

/** Returns the view that asks for a file and reads its first bytes. */
const fileView = (name: string, query: RosterExportBody): DeskView => ({
  name: `export ${name}, first byte`,
  async open({ author, base, ids }) {
    const { path } = await postOrThrow<OneTimeLink>(author, `/api/policies/${ids[0]!}/export`, query)
    const stop = new AbortController()
    const response = await fetch(base + path, { signal: stop.signal })
    const { done } = await response.body!.getReader().read()
    stop.abort()
    if (!response.ok || done) throw new Error(`${name}: ${String(response.status)}`)
  },
})

/** Returns the view of the evidence room's answer about one person. */
const answerView = (name: string, person: string, day = ''): DeskView =>
  view(`evidence room, ${name}`, (id) => `/api/evidence-room?person=${person}&policy=${id}${day}`)

/** The pages of the desk, and its lists with their sorts, searches and filters. */
export const deskViews: DeskView[] = [
  ...boardViews,
  view('overview', () => '/api/overview'),
  ...queryViews('people', peopleQueries, (id) => `/api/policies/${id}/people`),
  view('reach of a reminder', (id) => `/api/policies/${id}/reach`),
  {
    name: 'selection of everyone not signed',
    open: ({ author, ids }) =>
      postOrThrow(author, `/api/policies/${ids[0]!}/selection`, { act: 'remind', filter: { state: 'pending' } }),
  },
  view('text of a policy', (id) => `/api/policies/${id}/text`),
  view('questions', (id) => `/api/policies/${id}/questions`),
  view('signing records by name', () => `/api/signing-records?q=%E6%88%90%E5%91%98${N}`),
  view('signing records by initials', () => `/api/signing-records?q=cy${N}`),
  view('signing records of nobody', () => '/api/signing-records?q=zzz'),
  view('signing record', () => '/api/signing-records/m0000020'),
  ...queryViews('evidence room', roomQueries, () => '/api/evidence-room'),
  answerView('somebody who signed', 'm0000020'),
  answerView('somebody who did not sign', 'm0000021'),
  answerView('past day', 'm0000021', `&day=${PAST_DAY}`),
  view('links of the evidence room', () => '/api/evidence-room/links'),
  view('tasks of HR', () => '/api/hr'),
  ...queryViews('people of HR', hrQueries, () => '/api/people'),
  view('person', () => '/api/people/m0000020'),
  ...Object.entries(caseQueries).flatMap(([path, queries]) =>
    queryViews(path.slice('/api/'.length), queries, () => path),
  ),
  view('form of joiners', () => '/api/joiners/form'),
  view('duties', () => '/api/duties'),
  ...queryViews('audit', auditQueries, () => '/api/audit'),
  ...queryViews('days of the audit', auditDayQueries, () => '/api/audit/days'),
  view('lost devices', () => '/api/lost-device/board'),
  view('closed cases', () => '/api/lost-device/closed'),
  view('closed cases by name', () => `/api/lost-device/closed?q=cy${N}`),
  view('closed cases of nobody', () => '/api/lost-device/closed?q=zzz'),
  view('groups', () => '/api/groups'),
  view('registry of groups', () => '/api/groups/registry'),
  view('settings', () => '/api/settings'),
  ...settingsPages.map((name) => view(`settings/${name}`, () => `/api/settings/${name}`)),
  view('roles', () => '/api/settings/roles'),
  view('deliveries', () => '/api/settings/outbox'),
  view('directory', () => '/api/settings/directory'),
  view('API keys', () => '/api/settings/api-keys'),
  view('policies', () => '/api/settings/policies'),
  view('editor of a policy', (id) => `/api/settings/policies/${id}`),
  view('forecast of a publication', (id) => `/api/settings/policies/${id}/forecast`),
  view('partners', () => '/api/settings/partners'),
  fileView('CSV', { format: 'csv' }),
  fileView('CSV of a past day', { format: 'csv', day: PAST_DAY }),
  fileView('XLSX of a state', { format: 'xlsx', state: 'exempt' }),
  fileView('XLSX of a past day, of a department', { format: 'xlsx', department: 100_001, day: PAST_DAY }),
]
