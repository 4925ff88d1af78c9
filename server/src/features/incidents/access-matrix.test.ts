import { type MemberActor, roles } from '@desk/shared/identity/actor'
import { describe, expect } from 'vitest'
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
import { incidents } from '../../db/schema/index.ts'
import { listHandled } from './model/incident-queries.ts'
import { viewerOf } from './model/handling-people.ts'

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
  'without a name': ['handler', 'second'],
} as const satisfies Record<string, readonly string[]>
type Case = keyof typeof cases

async function incidentIn(kit: Kit, people: Awaited<ReturnType<typeof incidentCompany>>, which: Case) {
  const { reporter, handler } = people
  switch (which) {
    case 'to the department':
      return report(kit, reporter, { recipient: 'department' })
    case 'to the management department, about a handler':
      return report(kit, reporter, { involved: ['Handler'] })
    case 'to the department, about its admin':
      return report(kit, reporter, { recipient: 'department', involved: ['admin'] })
    case 'about all handlers':
      return report(kit, reporter, { involved: ['handler', 'second'] })
    case 'without a name': {
      await unnamedClient(kit).report(nextReceipt())
      return (await kit.deps.db.select().from(incidents))[0]!.id
    }
    default: {
      const id = await report(kit, reporter)
      if (which === 'to the management department') return id
      await command(kit, handler, id, { command: 'acknowledge' })
      if (which === 'restricted') await command(kit, handler, id, { command: 'restrict', isRestricted: true })
      if (which === 'recused by a handler') await command(kit, handler, id, { command: 'recuse', reason: '认识' })
      if (which === 'handed to HR')
        await command(kit, handler, id, { command: 'act', action: 'to_hr', userid: 'hr', text: '请谈话' })
      return id
    }
  }
}

describe('who sees an incident', () => {
  test.for(Object.keys(cases) as Case[])('an incident %s is seen by its handlers alone', async (which, { kit }) => {
    const people = await incidentCompany(kit)
    const { north, south, ...members } = people
    // Every role in the department of the reporter, and the admin of a neighbouring one, of the company, and of a part.
    const part = await kit.given.department({ parent: north })
    const wider: MemberActor[] = []
    for (const role of roles)
      if (role !== 'incident_handler')
        wider.push(await kit.given.member({ userid: `other-${role}`, department: north, roles: [role] }))
    for (const department of [south, part])
      wider.push(await kit.given.member({ department: south, adminOf: [department] }))
    const everybody = [...Object.values(members), ...wider]
    const id = await incidentIn(kit, people, which)
    const { requestAs } = createTestClient(kit.deps)
    const expected: readonly string[] = cases[which]
    const seen: string[] = []
    const listed: string[] = []
    const wrong: string[] = []
    const routes = [
      ['GET', `/api/incidents/cases/${id}`, undefined],
      ['POST', `/api/incidents/cases/${id}/commands`, { command: 'note', version: 1, text: '看看' }],
      ['POST', `/api/incidents/cases/${id}/reporter`, {}],
      ['GET', `/api/incidents/cases/${id}/pictures/icp_000001`, undefined],
      ['GET', `/incidents/cases/${id}`, undefined],
    ] as const
    for (const actor of everybody) {
      const headers = { 'idempotency-key': nextKey(), accept: 'text/html', 'sec-fetch-dest': 'document' }
      const statuses = []
      for (const [method, path, body] of routes)
        statuses.push((await requestAs(actor, method, path, body, headers)).status)
      if (statuses[0] === 200) seen.push(actor.userid)
      else if (statuses.some((status) => status !== 404)) wrong.push(`${actor.userid}: ${statuses.join()}`)
      // The list, whose condition is in SQL, says the same.
      const viewer = await viewerOf(kit.deps.db, actor)
      const all = await listHandled(kit.deps.db, viewer, { show: 'open', after: null, limit: 10 })
      if (all.some((row) => row.id === id)) listed.push(actor.userid)
    }
    expect({ seen: seen.sort(), listed: listed.sort(), wrong }).toEqual({
      seen: [...expected].sort(),
      listed: [...expected].sort(),
      wrong: [],
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
    for (const path of [
      `/api/incidents/cases/${id}`,
      '/api/incidents/cases',
      `/api/incidents/${id}`,
      '/api/incidents',
    ]) {
      const { status } = await requestAs(null, 'GET', path, undefined, { authorization: `Bearer ${key}` })
      expect(status).toBe(401)
    }
  })

  test('an own report is shown to its reporter alone', async ({ kit }) => {
    const { north: _north, south: _south, ...people } = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    const { requestAs } = createTestClient(kit.deps)
    const seen: string[] = []
    for (const actor of Object.values(people))
      if ((await requestAs(actor, 'GET', `/api/incidents/${id}`)).status === 200) seen.push(actor.userid)
    expect(seen).toEqual(['reporter'])
  })
})
