import { describe, expect } from 'vitest'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { submitRequest } from '../requests/commands/submit-request.ts'
import { purgeOldDrafts } from './jobs/purge-old-drafts.ts'

const path = '/api/drafts/info_change'
const at = (kit: Kit, seconds = 0) => new Date(kit.deps.clock.now().getTime() + seconds * 1000).toISOString()
const typed = (text: string, savedAt: string) => ({ content: { values: { position: text } }, savedAt })

async function arrangeDraft(kit: Kit) {
  const { applicant, admin } = await smallCompany(kit)
  const { requestAs } = createTestClient(kit.deps)
  const read = async (who = applicant) =>
    ((await (await requestAs(who, 'GET', path)).json()) as { draft: unknown }).draft
  const save = (body: unknown) => requestAs(applicant, 'POST', path, body)
  return { applicant, admin, requestAs, read, save }
}

describe('drafts of requests', () => {
  test('a draft is returned only to its owner', async ({ kit }) => {
    const { read, save, admin } = await arrangeDraft(kit)
    await save(typed('店长', at(kit)))
    expect(await read()).toEqual({ content: { values: { position: '店长' } }, savedAt: at(kit), version: 1 })
    expect(await read(admin)).toBeNull()
  })

  test('a draft edited on two devices keeps the later input when the earlier one arrives after it', async ({ kit }) => {
    const { read, save } = await arrangeDraft(kit)
    await save(typed('新', at(kit)))
    const older = await save(typed('旧', at(kit, -60)))
    expect(await older.json()).toMatchObject({ draft: { content: { values: { position: '新' } }, version: 1 } })
    expect(await read()).toMatchObject({ version: 1 })
  })

  test('a draft is not blocked by a device whose clock was ahead', async ({ kit }) => {
    const { read, save } = await arrangeDraft(kit)
    await save(typed('来自未来', at(kit, 86_400)))
    kit.deps.clock.advanceSeconds(5)
    await save(typed('现在', at(kit)))
    expect(await read()).toMatchObject({ content: { values: { position: '现在' } }, version: 2 })
  })

  test('a draft is refused above 16 KB', async ({ kit }) => {
    const { save } = await arrangeDraft(kit)
    expect((await save(typed('长'.repeat(6000), at(kit)))).status).toBe(422)
    expect((await save(typed('长'.repeat(5000), at(kit)))).status).toBe(200)
  })

  test('a draft is kept when another form of its request type is submitted', async ({ kit }) => {
    const { applicant, read, save } = await arrangeDraft(kit)
    const content = { key: 'key-of-this-draft', values: { position: '店长' } }
    await save({ content, savedAt: at(kit) })
    await submitInfoChange(kit, applicant, { position: { from: '质检工程师', to: '店长' } })
    expect(await read()).toMatchObject({ content })

    const payload = { telephone: { from: '0755-1000', to: '0755-2000' } }
    await submitRequest(kit.deps, applicant, { kind: 'info_change', payload, idempotencyKey: content.key })
    expect(await read()).toBeNull()
  })

  test('a draft is deleted when discarded, when the request is submitted, and after thirty days', async ({ kit }) => {
    const { applicant, requestAs, read, save } = await arrangeDraft(kit)
    await save(typed('店长', at(kit)))
    await requestAs(applicant, 'POST', `${path}/discard`)
    expect(await read()).toBeNull()

    await save(typed('店长', at(kit)))
    await submitInfoChange(kit, applicant)
    expect(await read()).toBeNull()

    await save(typed('店长', at(kit)))
    kit.deps.clock.advanceDays(30)
    expect(await read()).toBeNull()
    expect(await purgeOldDrafts(kit.deps)).toBe(1)
  })
})
