import { auditActionNames } from '@desk/shared/audit-entries/action-names'
import { policyChangeActions } from '@desk/shared/policies/backend-api/api-schemas'
import type { ApiScope } from '@desk/shared/api-keys/api-key-schemas'
import { describe, expect } from 'vitest'
import { auditEntries } from '../../../db/schema/index.ts'
import { createTestClient } from '../../../testing/http.ts'
import { test } from '../../../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy, readAndSign } from '../../../testing/fixtures/policy.ts'
import { createApiKey } from '../../api-keys/create-api-key.ts'
import { createSealer } from '../../audit/jobs/seal-audit.ts'
import { readChanges } from './read-for-backend.ts'

/** All audit actions, so that a new one is tested without a change here. */
const allActions = Object.keys(auditActionNames)

/** Policy actions that the backend does not receive, such as changes of drafts, reads and exports, and committed rosters. */
const internalActions = [
  'created',
  'template_brought',
  'draft_started',
  'draft_saved',
  'submitted',
  'approved',
  'sent_back',
  'exported',
  'receipt_exported',
  'gate_open',
  'file_uploaded',
  'file_opened',
  'record_read',
  'records_searched',
  'roster_committed',
  'draft_discarded',
  'retire_requested',
  'retire_declined',
].map((name) => `policy.${name}`)

/** Details that entries may contain, and details that must never be returned. */
const publicDetails = {
  ...{ no: 1, kind: 'major', effectiveOn: '2026-03-18', version: 'pov_1', label: '1.0', docHashes: { 'zh-CN': 'h' } },
  ...{ hash: 'h', policy: 'pol_1', basis: 'full', question: 'que_1', clause: '1.1', userid: 'guoji' },
  ...{ until: null, dueOn: '2026-03-18', department: 1, people: 2 },
}
const secret = { reason: 'ill for weeks', note: 'ill', text: 'ill', format: 'ill', session: 'ill', by: 'ill' }

describe('readChanges', () => {
  test('an event contains only listed details, whatever its audit entry contains', async ({ kit }) => {
    expect(allActions.length).toBeGreaterThan(80)
    const row = { at: kit.deps.clock.now(), actor: 'limin', object: 'pol_1' }
    await kit.deps.db.insert(auditEntries).values(
      [...allActions, 'policy.future'].map((action) => ({
        ...row,
        action,
        details: { ...publicDetails, ...secret },
      })),
    )
    await createSealer(kit.deps)()
    const { items } = await readChanges(kit.deps, { after: 0 })
    expect(items.map(({ action }) => action).sort()).toEqual([...policyChangeActions].sort())
    expect(JSON.stringify(items)).not.toMatch(/ill|limin/)
  })

  test('every policy action is either an event for the backend or internal', () => {
    const policyActions = allActions.filter((action) => action.startsWith('policy.'))
    expect([...policyChangeActions, ...internalActions].sort()).toEqual(policyActions.sort())
  })
})

describe('policyV1Routes', () => {
  test('a key with the scope policies.read gives access to versions, departments, people and events', async ({
    kit,
  }) => {
    const { author, north, ...company } = await policyCompany(kit)
    const person = await kit.given.member({ userid: 'guoji', department: north })
    const id = await createPublishedPolicy(kit, { author, ...company }, draftOf([clause('1')]))
    const receipt = await readAndSign(kit, person, id)
    await createSealer(kit.deps)()
    const { app } = createTestClient(kit.deps)
    const createKey = async (scopes: ApiScope[]) =>
      (await createApiKey(kit.deps, author, { name: '后台', scopes, expiresOn: '2026-06-30' })).key
    const [key, other] = [await createKey(['policies.read']), await createKey(['directory.read'])]
    const get = async (path: string, bearer = key) => {
      const response = await app.request(`/api/v1/policies${path}`, { headers: { authorization: `Bearer ${bearer}` } })
      return {
        status: response.status,
        body: (await response.json()) as { items: Record<string, unknown>[]; next: string | null },
      }
    }
    expect((await get('', other)).status).toBe(403)
    expect((await get('')).body.items).toMatchObject([{ id, label: '1.0', versions: [{ kind: 'major' }] }])
    const departments = (await get(`/${id}/departments`)).body.items
    expect(departments.find(({ departmentId }) => departmentId === north)).toMatchObject({ counts: { signed: 1 } })
    const people = (await get(`/${id}/people`)).body
    expect(people.items.map(({ userid, state }) => `${String(userid)} ${String(state)}`)).toEqual([
      'author pending',
      'guoji signed',
      'lead pending',
    ])
    expect(people.items[1]).toMatchObject({ receipt: receipt.code, version: '1.0' })
    const changes = (await get('/changes')).body
    expect(changes.items.map(({ action }) => action)).toContain('policy.signed')
    expect(changes.items.find(({ action }) => action === 'policy.signed')).toMatchObject({ userid: 'guoji' })
    expect((await get(`/changes?after=${String(changes.next)}`)).body).toEqual({ items: [], next: changes.next })
  })
})
