import { describe, expect } from 'vitest'
import { requests } from '../../../db/schema/index.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { incidentCompany, incidentOf, nextReceipt, unnamedClient } from '../../../testing/fixtures/incidents.ts'
import { report } from '../../../testing/fixtures/lost-device.ts'
import {
  clause,
  draftOf,
  publishNextVersion,
  openPolicy,
  policyCompany,
  createPublishedPolicy,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { submitInfoChange } from '../../../testing/request-fixtures.ts'
import { returnRequest } from '../../requests/commands/return-request.ts'
import { askQuestion } from '../questions/ask-question.ts'
import { exemptPerson } from '../roster/change-person.ts'

const clauses = [clause('1'), clause('2')]
const beforeUse = draftOf(clauses, { isBeforeUse: true })
const payload = { position: { from: '质检工程师', to: '班长' } }

async function createCompany(kit: Kit) {
  const company = await policyCompany(kit)
  const admin = await kit.given.member({ department: company.north, adminOf: [company.north] })
  const person = await kit.given.member({ department: company.north, position: '质检工程师' })
  return { ...company, admin, person }
}

describe('required signatures', () => {
  test('a request is refused with the policy to sign, and accepted after the signature', async ({ kit }) => {
    const { person, ...company } = await createCompany(kit)
    const id = await createPublishedPolicy(kit, company, beforeUse)
    const { requestAs } = createTestClient(kit.deps)
    const send = () =>
      requestAs(
        person,
        'POST',
        '/api/requests',
        { kind: 'info_change', payload },
        { 'idempotency-key': 'before-use-1' },
      )
    const refused = await send()
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'policy.read_first',
        details: { readFirst: { policyId: id, title: '使用规范', label: '1.0' } },
      },
    })
    expect(await kit.deps.db.$count(requests)).toBe(0)
    const readForm = async () => (await requestAs(person, 'GET', '/api/info-change/form')).json()
    expect(await readForm()).toMatchObject({ readFirst: { policyId: id } })
    await readAndSign(kit, person, id)
    expect(await readForm()).toMatchObject({ readFirst: null })
    expect((await send()).status).toBe(201)
  })

  test('a lost device can be reported without the required signature', async ({ kit }) => {
    const { person, ...company } = await createCompany(kit)
    await createPublishedPolicy(kit, company, beforeUse)
    await expect(report(kit, person, person.userid)).resolves.toMatchObject({ id: expect.any(String) })
  })

  test('an incident can be reported without the required signature, with a name or anonymously', async ({ kit }) => {
    const { lead, ops, north } = await incidentCompany(kit)
    const person = await kit.given.member({ department: north, position: '质检工程师' })
    await createPublishedPolicy(kit, { author: ops, lead }, beforeUse)
    await expect(submitInfoChange(kit, person, payload)).rejects.toMatchObject({ code: 'policy.read_first' })
    const { requestAs } = createTestClient(kit.deps)
    const key = { 'idempotency-key': 'before-use-3' }
    expect((await requestAs(person, 'GET', '/api/incidents/form')).status).toBe(200)
    expect((await requestAs(person, 'POST', '/api/incidents', incidentOf(), key)).status).toBe(201)
    expect((await unnamedClient(kit).report(nextReceipt())).status).toBe(201)
  })

  test('a policy does not block requests until a version has to be signed before use', async ({ kit }) => {
    const { person, ...company } = await createCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf(clauses))
    await submitInfoChange(kit, person, payload)
    await publishNextVersion(kit, company, id, 'minor', beforeUse)
    const phone = { telephone: { from: '', to: '0755-2000' } }
    await expect(submitInfoChange(kit, person, phone)).rejects.toMatchObject({ code: 'policy.read_first' })
  })

  test('a resubmission is refused too, and a repeated request returns its first response', async ({ kit }) => {
    const { person, admin, ...company } = await createCompany(kit)
    const { requestAs } = createTestClient(kit.deps)
    const send = () =>
      requestAs(
        person,
        'POST',
        '/api/requests',
        { kind: 'info_change', payload },
        { 'idempotency-key': 'before-use-2' },
      )
    const { id, version, seenHash } = (await (await send()).json()) as Awaited<ReturnType<typeof submitInfoChange>>
    const reason = { code: 'needs_proof', text: '' } as const
    const returned = await returnRequest(kit.deps, admin, { id, version, seenHash, reason })
    await createPublishedPolicy(kit, company, beforeUse)
    expect((await send()).status).toBe(200)
    const resubmission = { version: returned.version, draft: { kind: 'info_change', payload } }
    expect((await requestAs(person, 'POST', `/api/requests/${id}/resubmission`, resubmission)).status).toBe(409)
  })

  test('an open question does not replace the signature, and people who are exempt or outside the audience are not blocked', async ({
    kit,
  }) => {
    const { person, south, ...company } = await createCompany(kit)
    const outsider = await kit.given.member({ department: south, position: '质检工程师' })
    const audience = { everyone: false, departments: [company.north], roles: [], partners: false, people: [] }
    await kit.given.member({ department: south, adminOf: [south] })
    const id = await createPublishedPolicy(kit, company, { ...beforeUse, audience })
    const view = await openPolicy(kit, person, id)
    await askQuestion(kit.deps, person, { id, versionId: view.versionId, clauseId: null, text: '为什么？' })
    await expect(submitInfoChange(kit, person, payload)).rejects.toMatchObject({ code: 'policy.read_first' })
    await exemptPerson(kit.deps, company.author, { id, userid: person.userid, reason: '外派', until: null })
    await submitInfoChange(kit, person, payload)
    await submitInfoChange(kit, outsider, payload)
  })
})
