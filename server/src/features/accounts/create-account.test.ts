import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { partners } from '../../db/schema/index.ts'
import { secondWriterSetting } from '../../kernel/second-writer-setting.ts'
import { writeSetting } from '../../kernel/settings-queries.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createdAccounts, joinerCompany } from '../../testing/fixtures/joiners.ts'
import { type Kit, test } from '../../testing/kit.ts'

const nameSecondWriter = ({ deps }: Kit) =>
  deps.db.transaction((tx) =>
    writeSetting(tx, secondWriterSetting, { value: { name: '人事系统' }, by: 'ops', at: deps.clock.now() }),
  )

/** Returns the joiner's account as WeCom shows it, not activated. */
const accountIn = (department: number): WecomMember => ({
  userid: 'qiuchen1',
  name: '邱晨',
  alias: '',
  departments: [department],
  mainDepartment: department,
  leads: [],
  position: '检验员',
  telephone: '',
  status: 4,
})

describe('the creation of an account', () => {
  test('an account whose creation got no response is found, not created twice', async ({ kit }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening } = await joinerCompany(kit)
    kit.deps.wecom.accounts.lostAnswers = 1
    const id = await confirmBatch([row(1)])
    await advanceToDayBefore()
    expect((await firstOpening(id)).state).toBe('creating')
    kit.deps.clock.advanceSeconds(10)
    await drainOutbox(kit.deps)
    expect((await firstOpening(id)).state).toBe('created')
    expect(createdAccounts(kit)).toEqual(['qiuchen1'])
  })

  test.for([
    ['another name', { name: '王芳' }, '13300000009', 'failed', 'other_person'],
    ['a namesake with another number', {}, '13300000009', 'failed', 'other_person'],
    ['the same person', {}, '13310000001', 'created', null],
  ] as const)(
    'a userid that WeCom knows is taken for the joiner only when the person is the same: %s',
    async ([, changes, number, state, failure], { kit }) => {
      const { row, confirmBatch, advanceToDayBefore, firstOpening, quality } = await joinerCompany(kit)
      const id = await confirmBatch([row(1)])
      const { wecom } = kit.deps
      wecom.members.set('qiuchen1', { ...accountIn(quality), ...changes })
      wecom.owners.set(number, 'qiuchen1')
      await advanceToDayBefore()
      expect(await firstOpening(id)).toMatchObject({ state, failure })
      expect(createdAccounts(kit)).toEqual([])
    },
  )

  test('a used phone number fails its row only; the row is corrected, confirmed and created', async ({ kit }) => {
    const { row, confirmBatch, advanceToDayBefore, batch, requestAs, hr, json, decide, firstOpening } =
      await joinerCompany(kit)
    kit.deps.wecom.owners.set(row(1).mobile, 'somebody')
    const id = await confirmBatch([row(1), row(2)])
    await advanceToDayBefore()
    expect((await batch(id)).items.map(({ state, failure }) => [state, failure])).toEqual([
      ['failed', '60104'],
      ['created', null],
    ])
    const { id: joiner } = await firstOpening(id)
    const view = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
    const correction = { version: view.version, row: { ...view.row!, mobile: '13310000088' } }
    await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/correction`, correction))
    await json(await decide(id))
    await drainOutbox(kit.deps)
    expect((await firstOpening(id)).state).toBe('created')
  })

  test('an account waits while WeCom does not trust the address of the server', async ({ kit }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening } = await joinerCompany(kit)
    const { wecom } = kit.deps
    const { createMember } = wecom
    wecom.createMember = () => Promise.reject(new WecomRefusedError(60020, 'user/create'))
    const id = await confirmBatch([row(1)])
    await advanceToDayBefore()
    expect(await firstOpening(id)).toMatchObject({ state: 'creating', failure: null })
    wecom.createMember = createMember
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect((await firstOpening(id)).state).toBe('created')
  })

  test('a department that was deleted meanwhile is never sent to WeCom', async ({ kit }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening, quality } = await joinerCompany(kit)
    const id = await confirmBatch([row(1)])
    await kit.deps.db.execute(sql`delete from departments where id = ${quality}`)
    await advanceToDayBefore()
    expect(await firstOpening(id)).toMatchObject({ state: 'failed', failure: 'department' })
    expect(createdAccounts(kit)).toEqual([])
  })

  test('when the member limit of the company is reached, one row is refused and the others are not sent; a retry by a person is sent', async ({
    kit,
  }) => {
    const { row, confirmBatch, advanceToDayBefore, batch, requestAs, hr, json, firstOpening } = await joinerCompany(kit)
    const { wecom } = kit.deps
    const { createMember } = wecom
    let calls = 0
    wecom.createMember = (member) => {
      calls += 1
      return createMember(member)
    }
    wecom.accounts.limit = 0
    const id = await confirmBatch([row(1), row(2)])
    await advanceToDayBefore()
    expect((await batch(id)).items.map(({ failure }) => failure)).toEqual(['45024', '45024'])
    expect(calls).toBe(1)
    const { id: joiner } = await firstOpening(id)
    const retry = async () => {
      const { version } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
      await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/retry`, { version }))
      await drainOutbox(kit.deps)
      return (await firstOpening(id)).state
    }
    expect([await retry(), calls]).toEqual(['failed', 2])
    wecom.accounts.limit = null
    expect([await retry(), calls]).toEqual(['created', 3])
    // The openings of a batch that fail for this reason share one notice.
    expect(wecom.mailings.map(({ card }) => card.title).filter((title) => title === '账号待处理：邱晨')).toHaveLength(1)
  })

  test('an opening whose account may exist is neither withdrawn nor corrected', async ({ kit }) => {
    const { row, confirmBatch, advanceToDayBefore, requestAs, hr, json, firstOpening } = await joinerCompany(kit)
    kit.deps.wecom.accounts.lostAnswers = 1
    const id = await confirmBatch([row(1)])
    await advanceToDayBefore()
    const { id: joiner } = await firstOpening(id)
    const { version, allowed } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
    expect(allowed).toEqual(['reveal'])
    expect((await requestAs(hr, 'POST', `/api/joiners/${joiner}/withdrawal`, { version })).status).toBe(409)
    const correction = { version, row: { ...row(1), mobile: '13310000088' } }
    expect((await requestAs(hr, 'POST', `/api/joiners/${joiner}/correction`, correction)).status).toBe(409)
    expect(await firstOpening(id)).toMatchObject({ state: 'creating' })
  })

  const withoutSecret = ({ deps }: Kit) => Object.assign(deps.site, { hasContactsSecret: false })
  test.for([
    ['without the contacts secret', 'a check that HR requests', withoutSecret],
    ['without the contacts secret', 'the next scheduled check', withoutSecret],
    ['where another system writes the directory', 'a check that HR requests', nameSecondWriter],
    ['where another system writes the directory', 'the next scheduled check', nameSecondWriter],
  ] as const)('%s, people create the account, and %s records it', async ([, by, arrange], { kit }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening, quality, requestAs, hr } = await joinerCompany(kit)
    await arrange(kit)
    const id = await confirmBatch([row(1)])
    await advanceToDayBefore()
    const { id: joiner, state } = await firstOpening(id)
    expect(state).toBe('by_hand')
    const { wecom } = kit.deps
    wecom.members.set('qiuchen1', accountIn(quality))
    wecom.owners.set(row(1).mobile, 'qiuchen1')
    if (by === 'a check that HR requests')
      expect((await requestAs(hr, 'POST', `/api/joiners/${joiner}/look`, {})).status).toBe(200)
    else kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect((await firstOpening(id)).state).toBe('created')
    expect(createdAccounts(kit)).toEqual([])
  })

  test('people are asked to create accounts in the console once for the openings that were confirmed together', async ({
    kit,
  }) => {
    const { row, submitBatch, batch, decide, advanceToDayBefore, requestAs, hr, json } = await joinerCompany(kit)
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    const { id } = await submitBatch([row(1), row(2), row(3)])
    await json(await decide(id, { decision: 'return', reason: '岗位写全', excluded: undefined }))
    const listAsked = () => kit.deps.wecom.mailings.filter(({ card }) => card.title.startsWith('待手动建账号'))
    const correct = async (nth: number) => {
      const { id: joiner } = (await batch(id)).items[nth]!
      const view = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
      const correction = { version: view.version, row: { ...view.row!, position: '检验员（夜班）' } }
      await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/correction`, correction))
    }
    await correct(0)
    await correct(1)
    await json(await decide(id))
    await advanceToDayBefore()
    expect(listAsked()).toHaveLength(1)
    await correct(2)
    await json(await decide(id))
    await drainOutbox(kit.deps)
    expect(listAsked()).toHaveLength(2)
  })

  test('a partner is created with the contract: company, sponsor and last day', async ({ kit }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening } = await joinerCompany(kit)
    const id = await confirmBatch([row(1, { company: '外协公司', sponsor: '李敏', endsOn: '2026-09-30' })])
    await advanceToDayBefore()
    expect(await firstOpening(id)).toMatchObject({ state: 'created', isPartner: true, sponsor: { userid: 'limin' } })
    expect(await kit.deps.db.select().from(partners)).toMatchObject([
      { userid: 'qiuchen1', company: '外协公司', sponsor: 'limin', endsOn: '2026-09-30', setBy: 'xiaolan' },
    ])
  })
})
