import { consoleDeeds, departureReports } from '../../db/schema/index.ts'
import { endPartner } from '../../features/accounts/partners/end-contract.ts'
import { setPartner } from '../../features/accounts/partners/set-partner.ts'
import type { Kit } from '../kit.ts'
import { type RolePeople, type RoleCalls, rowOf } from './role-call.ts'

const partner = { userid: 'guoji', company: '外协公司', sponsor: 'lead', endsOn: '2026-12-31' }

async function registerPartner(kit: Kit, { author, north }: RolePeople): Promise<void> {
  await kit.given.member({ userid: 'guoji', department: north })
  await setPartner(kit.deps, author, partner)
}

/** Creates an entry about something that an admin did in the console. */
async function createOperation(kit: Kit): Promise<number> {
  const at = kit.deps.clock.now()
  const row = { at, readAt: at, operatorId: 'boss', area: 3, deed: 14, kind: 'created' as const, ip: '', note: '' }
  const [inserted] = await kit.deps.db
    .insert(consoleDeeds)
    .values({ ...row, details: '', dedupeKey: 'one' })
    .returning({ id: consoleDeeds.id })
  return inserted?.id ?? 0
}

/** Creates a report that the member `guoji` left. */
async function createReport(kit: Kit, { lead }: RolePeople) {
  const id = kit.deps.ids.next('departureReport')
  const at = kit.deps.clock.now()
  await kit.deps.db.insert(departureReports).values({
    id,
    userid: 'guoji',
    reporterId: lead.userid,
    reportedAt: at,
    lastDay: '2026-03-13',
    note: '',
    answer: '',
  })
  return id
}

/** Commands about partners, operations in the console, departures, and other systems that write the directory. */
export const accountCalls: RoleCalls = {
  'POST /api/settings/partners': async (kit, { author, north }) => {
    await kit.given.member({ userid: 'guoji', department: north })
    return { by: author, path: '/api/settings/partners', body: partner }
  },
  'POST /api/settings/partners/:userid/end': async (kit, people) => {
    await registerPartner(kit, people)
    return { by: people.author, path: '/api/settings/partners/guoji/end', body: {} }
  },
  'POST /api/settings/partners/:userid/release': async (kit, people) => {
    await registerPartner(kit, people)
    return { by: people.author, path: '/api/settings/partners/guoji/release', body: {} }
  },
  'POST /api/settings/directory-feed': async (_kit, { author }) => ({
    by: author,
    path: '/api/settings/directory-feed',
    body: { name: 'SAP', version: 0 },
  }),
  'POST /api/settings/partner-mark': async (_kit, { author }) => ({
    by: author,
    path: '/api/settings/partner-mark',
    body: { attribute: 'Typ', value: 'extern', version: 0 },
  }),
  'POST /api/console-deeds/:id/acknowledgement': async (kit, { author }) => {
    const id = await createOperation(kit)
    const path = `/api/console-deeds/${String(id)}/acknowledgement`
    return { by: author, path, body: { note: '补录' }, row: rowOf('console_deeds', id) }
  },
  'POST /api/console-deeds/:id/adoption': async (kit, people) => {
    await registerPartner(kit, people)
    const id = await createOperation(kit)
    const path = `/api/console-deeds/${String(id)}/adoption`
    return { by: people.author, path, body: { flow: 'partner', userid: 'guoji' }, row: rowOf('console_deeds', id) }
  },
  'POST /api/departures/:id/adoption': async (kit, people) => {
    await registerPartner(kit, people)
    await endPartner(kit.deps, people.author, { userid: 'guoji' })
    const id = await createReport(kit, people)
    const path = `/api/departures/${id}/adoption`
    return { by: people.author, path, body: { flow: 'partner' }, row: rowOf('departure_reports', id) }
  },
  'POST /api/departures/:id/answer': async (kit, people) => {
    await kit.given.member({ userid: 'guoji', department: people.north })
    const id = await createReport(kit, people)
    const path = `/api/departures/${id}/answer`
    return { by: people.author, path, body: { text: '仍在职' }, row: rowOf('departure_reports', id) }
  },
}
