import { describe, expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { joinerCompany } from '../../testing/fixtures/joiners.ts'
import { test } from '../../testing/kit.ts'

describe('the join code', () => {
  test('HR gets the join code for a member whose account exists, and each access is recorded', async ({ kit }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening, requestAs, hr, admin } = await joinerCompany(kit)
    const { id } = await firstOpening(await confirmBatch([row(1)]))
    const path = `/api/joiners/${id}/join-code`
    expect((await requestAs(hr, 'POST', path, {})).status).toBe(409)
    await advanceToDayBefore()
    const answer = await requestAs(hr, 'POST', path, {})
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { url: expect.stringContaining('genqrcode?action=join'), expiresAt: '2026-03-25T02:00:00.000Z' },
    ])
    expect((await requestAs(admin, 'POST', path, {})).status).toBe(404)
    const entries = await kit.deps.db.select().from(auditEntries)
    expect(entries.filter(({ action }) => action === 'account.join_code_opened')).toMatchObject([
      { actor: 'xiaolan', object: id },
    ])
  })

  test('the join code is neither offered nor fetched without the contacts secret', async ({ kit }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening, requestAs, hr } = await joinerCompany(kit)
    const { id } = await firstOpening(await confirmBatch([row(1)]))
    await advanceToDayBefore()
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    const view = (await (await requestAs(hr, 'GET', `/api/joiners/${id}`)).json()) as { allowed: string[] }
    expect(view.allowed).not.toContain('join_code')
    expect((await requestAs(hr, 'POST', `/api/joiners/${id}/join-code`, {})).status).toBe(409)
  })
})
