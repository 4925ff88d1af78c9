import { describe, expect } from 'vitest'
import { confirmReturn } from '../../directory/employment-queries.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  policyCompany,
  publishNextVersion,
  readAndSign,
} from '../../testing/fixtures/policy.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { confirmRetirement, requestRetirement } from './authoring/retire-policy.ts'
import { readReceipt } from './backend-api/read-evidence.ts'
import { policyFile, receiptFile } from './evidence/evidence-file.ts'
import { getRecord } from './records/get-record.ts'
import { exemptPerson, requestNewSignature } from './roster/change-person.ts'
import { getReceipt } from './signing/get-receipt.ts'

const clauses = [clause('1')]

/** Creates a signature of a policy that is signed again every six months. */
async function createSignature(kit: Kit) {
  const company = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'zhao', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf(clauses, { reaffirmMonths: 6 }))
  const first = await readAndSign(kit, person, id)
  const readValidity = async (code = first.code) => {
    const { validity: shown } = await getReceipt(kit.deps, company.lead, code)
    expect((await readReceipt(kit.deps, code, { hasNames: false })).validity).toEqual(shown)
    return shown
  }
  return { ...company, person, id, first, readValidity }
}

const sync = (kit: Kit, status: 'left' | 'back') =>
  kit.deps.db.transaction(async (tx) => {
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    if (status === 'left') return void (await markMembersLeft(kit.deps, tx, ['zhao'], reading))
    await syncMembers(kit.deps, tx, [kit.deps.wecom.members.get('zhao')!], reading)
  })

describe('the validity of a receipt', () => {
  test('a receipt of an earlier round is valid until the round ended, and names the receipt that replaced it', async ({
    kit,
  }) => {
    const { person, id, first, readValidity, lead } = await createSignature(kit)
    expect(await readValidity()).toEqual({ state: 'current', until: null, replacedBy: null })
    kit.deps.clock.advanceDays(190)
    const lapsed = await readValidity()
    expect([lapsed?.state, lapsed?.until?.slice(0, 10), lapsed?.replacedBy]).toEqual(['lapsed', '2026-09-17', null])
    const second = await readAndSign(kit, person, id)
    expect(await readValidity()).toMatchObject({ state: 'replaced', replacedBy: { code: second.code, label: '1.0' } })
    expect(await readValidity(second.code)).toMatchObject({ state: 'current' })
    // Record and files say the same.
    const { events } = await getRecord(kit.deps, lead, { userid: 'zhao', policy: id })
    expect(events.flatMap(({ signature }) => (signature ? [[signature.receipt, signature.replacedBy]] : []))).toEqual([
      [second.code, null],
      [first.code, second.code],
    ])
    for (const file of [await receiptFile(kit.deps, first.code), await policyFile(kit.deps, id)])
      expect(file).toContain(`<td>${second.code}</td></tr>`)
  })

  test('a new version, a request for a new signature, and a return to the company end the validity of a receipt', async ({
    kit,
  }) => {
    const { author, lead, id, person, first, readValidity } = await createSignature(kit)
    kit.deps.clock.advanceHours(1)
    await requestNewSignature(kit.deps, author, { id, userid: 'zhao', reason: '换岗' })
    expect(await readValidity()).toMatchObject({ state: 'lapsed' })
    kit.deps.clock.advanceHours(1)
    const second = await readAndSign(kit, person, id)
    await sync(kit, 'left')
    expect(await readValidity(second.code)).toMatchObject({
      state: 'left',
      until: expect.stringContaining('2026-03-1'),
    })
    kit.deps.clock.advanceHours(1)
    await kit.deps.db.transaction((tx) => confirmReturn(tx, 'zhao', 'hr', kit.deps.clock.now()))
    await sync(kit, 'back')
    expect(await readValidity(second.code)).toMatchObject({ state: 'lapsed' })
    await publishNextVersion(kit, { author, lead }, id, 'major', draftOf([clause('1', '新的内容。')]))
    expect(await readValidity(second.code)).toMatchObject({ state: 'newer' })
    expect(await readValidity(first.code)).toMatchObject({ state: 'replaced' })
  })

  test('another person under the same userid changes nothing about the receipt of the person who left', async ({
    kit,
  }) => {
    const { first, readValidity } = await createSignature(kit)
    kit.deps.clock.advanceHours(1)
    await sync(kit, 'left')
    const validityWhenLeft = await readValidity()
    expect(validityWhenLeft).toMatchObject({ state: 'left' })
    kit.deps.clock.advanceHours(1)
    await sync(kit, 'back')
    expect(await readValidity(first.code)).toEqual(validityWhenLeft)
  })

  test('a retired policy has no newer version, and says until when the receipt was valid', async ({ kit }) => {
    const { author, lead, id, first, readValidity } = await createSignature(kit)
    const edition = async () => (await getPolicyEdit(kit.deps, author, { id })).edition
    await requestRetirement(kit.deps, author, { id, edition: await edition(), reason: '停用' })
    await confirmRetirement(kit.deps, lead, { id, edition: await edition() })
    expect(await readValidity()).toMatchObject({ state: 'retired', until: kit.deps.clock.now().toISOString() })
    expect(await getReceipt(kit.deps, lead, first.code)).toMatchObject({ state: 'valid' })
    const { requestAs } = createTestClient(kit.deps)
    expect((await requestAs(lead, 'GET', `/api/receipts/${first.code}`)).status).toBe(200)
  })

  test('the record lists the end of an exemption whose last day is over, at the end of that day', async ({ kit }) => {
    const { author, lead, id } = await createSignature(kit)
    await exemptPerson(kit.deps, author, { id, userid: 'zhao', reason: '长假', until: '2026-03-18' })
    const kindsOf = async () =>
      (await getRecord(kit.deps, lead, { userid: 'zhao', policy: id })).events.map(({ kind }) => kind)
    expect(await kindsOf()).not.toContain('exemption_ended')
    kit.deps.clock.advanceDays(2)
    const { events } = await getRecord(kit.deps, lead, { userid: 'zhao', policy: id })
    expect(events.find(({ kind }) => kind === 'exemption_ended')).toMatchObject({
      by: null,
      at: '2026-03-18T16:00:00.000Z',
    })
    await exemptPerson(kit.deps, author, { id, userid: 'zhao', reason: '再次', until: '2026-03-25' })
    const laterRecord = await getRecord(kit.deps, lead, { userid: 'zhao', policy: id })
    expect(laterRecord.events.filter(({ kind }) => kind === 'exemption_ended')).toMatchObject([{ by: null }])
  })
})
