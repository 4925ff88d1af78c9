import { type MemberActor, roles } from '@desk/shared/identity/actor'
import { describe, expect } from 'vitest'
import { routeRules } from '@desk/shared/pages/route-rules'
import { eq } from 'drizzle-orm'
import { createApiKey } from '../api-keys/create-api-key.ts'
import {
  command,
  incidentCompany,
  nextKey,
  nextReceipt,
  report,
  unnamedClient,
} from '../../testing/fixtures/incidents.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { delegations, incidentPictures, incidents, roleGrants } from '../../db/schema/index.ts'
import { setContact } from './contact.ts'
import { countIncidentTasks } from './handling/count-tasks.ts'
import { watchIncidents } from './jobs/watch-incidents.ts'
import { listHandled } from './model/incident-queries.ts'
import { viewerOf } from './model/handling-people.ts'
import { currentActorOf } from '../../testing/current-actor-of.ts'
import { sampleOfCases } from '../../testing/sample-of-cases.ts'

/** States of one incident, each with the people who may see it as handlers. */
const cases = {
  'to the management department': ['handler', 'second'],
  'to the department': ['admin'],
  'to the management department, about a handler': ['second'],
  'to the department, about its admin': ['handler', 'second'],
  'about all handlers': ['contact'],
  restricted: ['handler'],
  'handed to HR': ['handler', 'second', 'hr'],
  'recused by a handler': ['second'],
  'restricted, then recused': ['second'],
  'released by a handler': ['handler', 'second'],
  'restricted, then released': ['handler', 'second'],
  'after the role of its handler ended': ['second'],
  'after the role of its handler ended, before the job ran': ['second'],
  'after the roles of all handlers ended': ['contact'],
  'to the department, whose admin lost the role': ['handler', 'second'],
  'handed to HR, whose role ended': ['handler', 'second'],
  'about all handlers, whose contact was replaced': ['auditor'],
  overdue: ['handler', 'second', 'contact'],
  'overdue and restricted': ['handler', 'contact'],
  'overdue, about the contact': ['handler', 'second'],
  'overdue and taken over, restricted': ['contact'],
  closed: ['handler', 'second'],
  'without a name': ['handler', 'second'],
} as const satisfies Record<string, readonly string[]>
type Case = keyof typeof cases

/** The first bytes of a JPEG file; the worker that encodes pictures again has a test of its own. */
const PICTURE = Buffer.from([0xff, 0xd8, 0xff, 0xe0]).toString('base64')

/** Creates an incident with a picture in this state. */
async function createIncidentIn(kit: Kit, people: Awaited<ReturnType<typeof incidentCompany>>, state: Case) {
  const { reporter, handler, contact } = people
  const send = (overrides: Parameters<typeof report>[2] = {}) =>
    report(kit, reporter, { picture: PICTURE, ...overrides })
  const endRole = (userid: string) =>
    kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, userid))
  switch (state) {
    case 'to the department':
      return send({ recipient: 'department' })
    case 'to the management department, about a handler':
      return send({ involved: ['Handler'] })
    case 'to the department, about its admin':
      return send({ recipient: 'department', involved: ['admin'] })
    case 'about all handlers':
      return send({ involved: ['handler', 'second'] })
    case 'to the department, whose admin lost the role': {
      const id = await send({ recipient: 'department' })
      await endRole('admin')
      await watchIncidents(kit.deps)
      return id
    }
    case 'about all handlers, whose contact was replaced': {
      const id = await send({ involved: ['handler', 'second'] })
      await setContact(kit.deps, people.lead, { contact: { userid: 'auditor', phone: '0755-1' }, version: 1 })
      await watchIncidents(kit.deps)
      return id
    }
    case 'overdue, about the contact': {
      const id = await send({ involved: ['contact'] })
      await letPass(kit)
      return id
    }
    case 'without a name': {
      await unnamedClient(kit).report(nextReceipt(), { picture: PICTURE })
      return (await kit.deps.db.select().from(incidents))[0]!.id
    }
    default: {
      const id = await send()
      if (state === 'to the management department') return id
      await command(kit, handler, id, { command: 'acknowledge' })
      if (state.includes('restricted')) await command(kit, handler, id, { command: 'restrict', isRestricted: true })
      if (state.includes('recused')) await command(kit, handler, id, { command: 'recuse', reason: '认识' })
      if (state.includes('released')) await command(kit, handler, id, { command: 'release' })
      if (state === 'closed') await command(kit, handler, id, { command: 'close', result: 'not', text: '未发现异常' })
      if (state === 'after the roles of all handlers ended') await endRole('second')
      if (state.startsWith('after the role')) await endRole('handler')
      if (state.startsWith('after the role') && !state.endsWith('before the job ran')) await watchIncidents(kit.deps)
      if (state.startsWith('overdue')) await letPass(kit)
      if (state === 'overdue and taken over, restricted') await command(kit, contact, id, { command: 'take_over' })
      if (state.startsWith('handed to HR'))
        await command(kit, handler, id, { command: 'act', action: 'to_hr', userid: 'hr', text: '请谈话' })
      if (state === 'handed to HR, whose role ended') await endRole('hr')
      return id
    }
  }
}

/** Creates a member to whom a person delegates everything that can be delegated. */
async function createDelegate({ deps, given }: Kit, delegator: string): Promise<MemberActor> {
  const actor = await given.member({ userid: `delegate-${delegator}` })
  const days = { startsOn: '2026-03-17', endsOn: '2026-12-31', note: '', createdAt: deps.clock.now() }
  await deps.db
    .insert(delegations)
    .values({ ...days, id: deps.ids.next('delegation'), principal: delegator, delegate: actor.userid })
  return actor
}

/** Lets all steps of the escalation pass. */
async function letPass(kit: Kit): Promise<void> {
  for (let day = 0; day < 30; day += 1) {
    kit.deps.clock.advanceHours(24)
    await watchIncidents(kit.deps)
  }
}

describe('who sees an incident', () => {
  test.for(Object.keys(cases) as Case[])('an incident %s is seen only by its handlers', async (state, { kit }) => {
    const people = await incidentCompany(kit)
    const { north, south, ...members } = people
    // All other roles in the reporter's department, and the admins of a neighbouring department and of a part of this one.
    const part = await kit.given.department({ parent: north })
    const others: MemberActor[] = []
    for (const role of roles)
      if (role !== 'incident_handler')
        others.push(await kit.given.member({ userid: `other-${role}`, department: north, roles: [role] }))
    for (const department of [south, part])
      others.push(await kit.given.member({ department: south, adminOf: [department] }))
    // Delegates of handlers have no access: the reporter was told who reads the report.
    for (const delegator of ['handler', 'second', 'admin', 'hr', 'contact'])
      others.push(await createDelegate(kit, delegator))
    // In `npm test` each of the others meets a third of the states.
    const turn = Object.keys(cases).indexOf(state)
    const everybody = [...Object.values(members), ...sampleOfCases(others, turn, 3)]
    const id = await createIncidentIn(kit, people, state)
    const [picture] = await kit.deps.db.select().from(incidentPictures).where(eq(incidentPictures.incidentId, id))
    const { requestAs } = createTestClient(kit.deps)
    const expected: readonly string[] = cases[state]
    const seen: string[] = []
    const listed: string[] = []
    const deviations: string[] = []
    const routes = [
      ['GET', `/api/incidents/cases/${id}`, undefined],
      ['POST', `/api/incidents/cases/${id}/commands`, { command: 'note', version: 1, text: '看看' }],
      ['POST', `/api/incidents/cases/${id}/reporter`, {}],
      ['GET', `/api/incidents/cases/${id}/pictures/${picture!.id}`, undefined],
      ['GET', `/incidents/cases/${id}`, undefined],
    ] as const
    for (const actor of everybody) {
      const headers = { 'idempotency-key': nextKey(), accept: 'text/html', 'sec-fetch-dest': 'document' }
      const statuses = []
      for (const [method, path, body] of routes)
        statuses.push((await requestAs(actor, method, path, body, headers)).status)
      if (statuses[0] === 200) {
        seen.push(actor.userid)
        if (statuses[3] !== 200) deviations.push(`${actor.userid}: picture, ${String(statuses[3])}`)
      } else if (statuses.some((status) => status !== 404)) deviations.push(`${actor.userid}: ${statuses.join()}`)
      // Nobody but the reporter can write as the reporter; an unnamed report has none.
      if (actor.userid !== 'reporter') {
        const message = { text: '我再补充', reopens: false }
        const { status } = await requestAs(actor, 'POST', `/api/incidents/${id}/messages`, message, headers)
        if (status !== 404) deviations.push(`${actor.userid}: writes as reporter, ${String(status)}`)
      }
      // The list, whose condition is in SQL, says the same.
      const now = await currentActorOf(kit, actor.userid)
      const viewer = await viewerOf(kit.deps.db, now)
      for (const show of ['open', 'closed'] as const)
        if ((await listHandled(kit.deps.db, viewer, { show, after: null, limit: 10 })).some((row) => row.id === id))
          listed.push(actor.userid)
      // The board agrees; it also shows recently closed incidents, and does not exist for people who can handle none.
      const board = await requestAs(actor, 'GET', '/api/incidents/cases')
      const shown = board.status === 200 ? await board.text() : ''
      if (shown.includes(id) !== expected.includes(actor.userid) || (board.status !== 200 && board.status !== 404))
        deviations.push(`${actor.userid}: board`)
      // Whoever is counted on the home page sees it; nobody else has a count.
      const { count, first } = await countIncidentTasks(kit.deps, now)
      if (count > 0 && (first !== id || !expected.includes(actor.userid))) deviations.push(`${actor.userid}: counted`)
    }
    expect({ seen: seen.sort(), listed: listed.sort(), deviations }).toEqual({
      seen: [...expected].sort(),
      listed: [...expected].sort(),
      deviations: [],
    })
    for (const [method, path, body] of routes.slice(0, 4))
      expect((await requestAs(null, method, path, body, { 'idempotency-key': nextKey() })).status).toBe(401)
  })

  test('a key of the company’s backend opens no route of incidents', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    const scopes = ['directory.read', 'policies.read'] as Parameters<typeof createApiKey>[2]['scopes']
    const { key } = await createApiKey(kit.deps, people.lead, { name: '看板', scopes, expiresOn: '2026-12-31' })
    const { requestAs } = createTestClient(kit.deps)
    const routes = Object.keys(routeRules).filter((route) => /^(GET|POST) \/api\/(settings\/)?incidents/.test(route))
    expect(routes.length).toBeGreaterThan(12)
    for (const route of routes) {
      const [method = '', pattern = ''] = route.split(' ')
      const path = pattern.replace(':id', id).replace(':picture', 'icp_000001')
      const headers = { authorization: `Bearer ${key}`, 'idempotency-key': nextKey() }
      const { status } = await requestAs(null, method as 'GET', path, method === 'POST' ? {} : undefined, headers)
      // The routes of unnamed reports ignore the key, and refuse the empty body.
      expect([route, status]).toEqual([route, pattern.includes('/unnamed') ? 422 : 401])
    }
  })

  test('the reporter’s view of a report is returned only to its reporter', async ({ kit }) => {
    const { north: _north, south: _south, ...people } = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    const { requestAs } = createTestClient(kit.deps)
    const seen: string[] = []
    for (const actor of Object.values(people))
      if ((await requestAs(actor, 'GET', `/api/incidents/${id}`)).status === 200) seen.push(actor.userid)
    expect(seen).toEqual(['reporter'])
  })
})
