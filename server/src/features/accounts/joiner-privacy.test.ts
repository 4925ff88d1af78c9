import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { accountOpenings, auditEntries } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { joinerCompany } from '../../testing/fixtures/joiners.ts'
import { test } from '../../testing/kit.ts'
import { openClosing } from './close/open-closing.ts'
import { purgeExpired } from '../privacy/jobs/purge-expired.ts'

const RETENTION_DAYS = 91

describe('the contact data of joiners', () => {
  test('the contact data of joiners are masked in the lists, the pages and the audit, and shown to HR only by a recorded access', async ({
    kit,
  }) => {
    const { row, submitBatch, batch, requestAs, hr, ops, admin, firstOpening, decide, json } = await joinerCompany(kit)
    const email = 'qiu.chen@example.com'
    const { id } = await submitBatch([row(1, { email })])
    await json(await decide(id))
    const { id: joiner } = await firstOpening(id)
    const { mobile } = row(1)
    const pages = ['/api/joiners', `/api/joiners/batches/${id}`, `/api/joiners/${joiner}`, '/api/hr', '/api/audit']
    for (const path of pages) {
      const text = await (await requestAs(path === '/api/audit' ? ops : hr, 'GET', path)).text()
      expect([path, text.includes(mobile), text.includes(email)]).toEqual([path, false, false])
    }
    expect((await batch(id)).items[0]).toMatchObject({ mobile: '133****0001' })
    const reveal = `/api/joiners/${joiner}/reveal`
    expect((await requestAs(admin, 'POST', reveal, {})).status).toBe(404)
    expect(await json(await requestAs(hr, 'POST', reveal, {}))).toEqual({ mobile, email })
    const entries = await kit.deps.db.select().from(auditEntries)
    expect(entries.filter(({ action }) => action === 'account.contact_revealed')).toMatchObject([
      { actor: 'xiaolan', object: joiner },
    ])
    expect(JSON.stringify(entries)).not.toContain(mobile)
  })

  test('the contact data of joiners are deleted after the retention of contact data once the member signed in, and not before', async ({
    kit,
  }) => {
    const { row, confirmBatch, advanceToDayBefore, requestAs, hr, json, batch } = await joinerCompany(kit)
    const id = await confirmBatch([row(1), row(2)])
    await advanceToDayBefore()
    await kit.deps.db.update(accountOpenings).set({ state: 'activated' })
    const [first, second] = (await batch(id)).items
    const isSecond = eq(accountOpenings.id, second!.id)
    await kit.deps.db.update(accountOpenings).set({ state: 'created' }).where(isSecond)
    const listMobiles = async () => (await batch(id)).items.map(({ mobile }) => mobile)
    await purgeExpired(kit.deps)
    expect(await listMobiles()).toEqual(['133****0001', '133****0002'])
    kit.deps.clock.advanceDays(RETENTION_DAYS)
    await purgeExpired(kit.deps)
    expect(await listMobiles()).toEqual(['', '133****0002'])
    const view = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${first!.id}`))
    expect(view.allowed).not.toContain('reveal')
  })
})

describe('a joiner who never signed in', () => {
  test('a joiner who never signed in leaves the lists when the account is gone, and their number is free for another joiner and deleted', async ({
    kit,
  }) => {
    const { row, submitBatch, confirmBatch, advanceToDayBefore, firstOpening, batch, json, requestAs, hr } =
      await joinerCompany(kit)
    const id = await confirmBatch([row(1)])
    await advanceToDayBefore()
    expect((await firstOpening(id)).state).toBe('created')
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['qiuchen1'], reading))
    expect((await firstOpening(id)).state).toBe('cancelled')
    const { items } = await json<{ items: unknown[] }>(await requestAs(hr, 'GET', '/api/joiners'))
    expect(items).toEqual([])
    await submitBatch([row(1, { name: '周宁', userid: 'zhouning', startsOn: '2026-03-20' })])
    kit.deps.clock.advanceDays(RETENTION_DAYS)
    await purgeExpired(kit.deps)
    expect((await batch(id)).items.map(({ mobile }) => mobile)).toEqual([''])
  })

  test('a joiner who never signed in is cancelled by HR once the account is being closed, and not before', async ({
    kit,
  }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening, json, requestAs, hr } = await joinerCompany(kit)
    const id = await confirmBatch([row(1)])
    await advanceToDayBefore()
    const { id: joiner } = await firstOpening(id)
    const readView = () => requestAs(hr, 'GET', `/api/joiners/${joiner}`).then((answer) => json<OpeningView>(answer))
    const cancel = async () =>
      requestAs(hr, 'POST', `/api/joiners/${joiner}/cancellation`, { version: (await readView()).version })
    expect((await readView()).allowed).not.toContain('cancel')
    expect((await cancel()).status).toBe(409)
    await openClosing(kit.deps, hr, { kind: 'stop', subjectId: 'qiuchen1', lastDay: '2026-03-20' })
    expect((await readView()).allowed).toContain('cancel')
    expect(await json(await cancel())).toMatchObject({ state: 'cancelled', allowed: ['reveal'] })
  })
})

describe('the entry of joiners', () => {
  test('a body of more than 10 MB, 2,001 rows, cells of 301 characters and repeated row numbers are refused', async ({
    kit,
  }) => {
    const { row, requestAs, hr } = await joinerCompany(kit)
    const check = async (rows: object[]) => (await requestAs(hr, 'POST', '/api/joiners/check', { rows })).status
    expect(await check([row(1, { position: 'x'.repeat(11 * 1024 * 1024) })])).toBe(413)
    expect(await check(Array.from({ length: 2001 }, (_, index) => row(index + 1)))).toBe(422)
    expect(await check([row(1, { position: 'x'.repeat(301) })])).toBe(422)
    expect(await check([row(1), row(1)])).toBe(422)
  })

  test('the openings that an HR clerk submitted stay when the clerk leaves, and another HR clerk continues them', async ({
    kit,
  }) => {
    const { row, submitBatch, batch, requestAs, decide, json } = await joinerCompany(kit)
    const other = await kit.given.member({ userid: 'hr2', roles: ['hr'] })
    const { id } = await submitBatch([row(1)])
    const reading = { at: kit.deps.clock.now(), source: 'test' }
    await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['xiaolan'], reading))
    await json(await decide(id, { decision: 'return', reason: '岗位写全', excluded: undefined }))
    const [item] = (await batch(id)).items
    const view = await json<OpeningView>(await requestAs(other, 'GET', `/api/joiners/${item!.id}`))
    expect(view.allowed).toEqual(['mend', 'withdraw', 'reveal'])
    const correction = { version: view.version, row: { ...view.row!, position: '检验员（夜班）' } }
    await json(await requestAs(other, 'POST', `/api/joiners/${item!.id}/correction`, correction))
    expect((await batch(id)).items[0]).toMatchObject({ state: 'review', submittedBy: { userid: 'hr2' } })
  })
})
