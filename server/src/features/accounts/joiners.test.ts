import type {
  BatchView,
  FirstDayView,
  JoinerBoard,
  JoinerCheck,
  OpeningView,
} from '@desk/shared/accounts/account-schemas'
import { emptyJoiner, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { describe, expect } from 'vitest'
import { auditEntries, members, partners } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { runAccountsRound } from './jobs/accounts-round.ts'

/** The kit's clock starts on Tuesday 2026-03-17, 10:00 in Shanghai. */
const START = '2026-03-19'

async function setUp(kit: Kit) {
  const root = await kit.given.department({ name: '澜江精密' })
  const quality = await kit.given.department({ parent: root, name: '来料检验组' })
  const hr = await kit.given.member({ userid: 'xiaolan', name: '肖岚', roles: ['hr'] })
  const ops = await kit.given.member({ userid: 'chenhaiyan', name: '陈海燕', roles: ['ops'] })
  const admin = await kit.given.member({
    userid: 'limin',
    name: '李敏',
    department: quality,
    adminOf: [quality],
    isSearchable: true,
  })
  const { requestAs } = createTestClient(kit.deps)
  const json = async <Answer>(response: Response, status = 200) => {
    const body = (await response.json()) as Answer
    expect([response.status, body]).toEqual([status, body])
    return body
  }
  const row = (no: number, changes: Partial<JoinerRow> = {}): JoinerRow => ({
    ...emptyJoiner(no),
    name: '邱晨',
    userid: `qiuchen${String(no)}`,
    mobile: `133${String(10_000_000 + no)}`,
    department: '来料检验组',
    position: '检验员',
    startsOn: START,
    ...changes,
  })
  let keys = 0
  const submit = async (rows: JoinerRow[], by = hr) =>
    requestAs(by, 'POST', '/api/joiners/batches', { rows }, { 'idempotency-key': `key-000${String((keys += 1))}` })
  const submitted = async (rows: JoinerRow[], by = hr) => json<{ id: string }>(await submit(rows, by), 201)
  const batch = async (id: string, by = ops) =>
    json<BatchView>(await requestAs(by, 'GET', `/api/joiners/batches/${id}`))
  const decide = async (id: string, body: object = {}, by = ops) => {
    const { planHash } = await batch(id, by)
    return requestAs(by, 'POST', `/api/joiners/batches/${id}/decision`, {
      decision: 'confirm',
      planHash,
      excluded: [],
      ...body,
    })
  }
  const confirmed = async (rows: JoinerRow[]) => {
    const { id } = await submitted(rows)
    await json(await decide(id))
    return id
  }
  /** Moves to 09:00 and more on the day before the first day, and runs what is due. */
  const dayBefore = async () => {
    kit.deps.clock.advanceHours(24)
    return drainOutbox(kit.deps)
  }
  const round = async () => {
    await runAccountsRound(kit.deps)
    return drainOutbox(kit.deps)
  }
  const one = async (id: string) => (await batch(id)).items[0]!
  return {
    hr,
    ops,
    admin,
    quality,
    requestAs,
    json,
    row,
    submit,
    submitted,
    batch,
    decide,
    confirmed,
    dayBefore,
    round,
    one,
  }
}

const callsOf = ({ deps: { wecom } }: Kit) => wecom.created.map(({ userid }) => userid)

describe('a batch of joiners', () => {
  test('rows with faults are shown with every fault, stored by nobody and sent nowhere', async ({ kit }) => {
    const { requestAs, hr, json, row, submit } = await setUp(kit)
    const rows = [
      row(1),
      row(2, { name: '' }),
      row(3, { mobile: '137500412' }),
      row(4, { department: '质检' }),
      row(5, { startsOn: '2026-03-01' }),
      row(6, { company: '外协公司', sponsor: '李敏' }),
      row(7, { userid: 'xiaolan' }),
      row(8, { mobile: row(1).mobile }),
    ]
    const check = await json<JoinerCheck>(await requestAs(hr, 'POST', '/api/joiners/check', { rows }))
    expect(check.rows.flatMap(({ faults }) => faults.map(({ code }) => code))).toEqual([
      'missing',
      'too_short',
      'unknown',
      'past',
      'missing',
      'taken',
      'repeated',
    ])
    const refused = await submit(rows)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'account.faulty_rows',
        details: { fields: expect.arrayContaining([{ path: 'rows.4.department', code: 'unknown' }]) },
      },
    })
    const board = await json<JoinerBoard>(await requestAs(hr, 'GET', '/api/joiners'))
    expect(board.items).toEqual([])
    expect(callsOf(kit)).toEqual([])
  })

  test('confirmed entries are created on the day before, without an invitation, and invited on the first morning', async ({
    kit,
  }) => {
    const { row, submitted, batch, decide, json, dayBefore, round, one } = await setUp(kit)
    const { id } = await submitted([row(1), row(2), row(3)])
    const plan = await batch(id)
    expect(plan).toMatchObject({ mayDecide: true, items: [{ mobile: '133****0001', state: 'review' }, {}, {}] })
    const excluded = [{ id: plan.items[2]!.id, reason: '编制未批' }]
    const decided = await json<BatchView>(await decide(id, { excluded }))
    expect(decided.items.map(({ state }) => state)).toEqual(['scheduled', 'scheduled', 'excluded'])
    await drainOutbox(kit.deps)
    expect(callsOf(kit)).toEqual([])
    await dayBefore()
    expect(callsOf(kit)).toEqual(['qiuchen1', 'qiuchen2'])
    expect((await batch(id)).items.map(({ state }) => state)).toEqual(['created', 'created', 'excluded'])
    await round()
    expect(kit.deps.wecom.invited).toEqual([])
    kit.deps.clock.advanceHours(24)
    await round()
    await round()
    expect(kit.deps.wecom.invited).toEqual([['qiuchen1', 'qiuchen2']])
    expect((await one(id)).state).toBe('invited')
    expect(kit.deps.wecom.mailings.map(({ card }) => card.title)).toEqual([
      '待审核：3 位入职',
      '你的部门将有 2 位新同事',
      '入职登记有 1 位没有通过',
    ])
  })

  test('a plan that changed since it was shown is not confirmed, nor one by a made-up hash', async ({ kit }) => {
    const { row, submitted, requestAs, ops, hr, batch, json } = await setUp(kit)
    const { id } = await submitted([row(1), row(2)])
    const { planHash, items } = await batch(id)
    const path = `/api/joiners/batches/${id}/decision`
    const forged = { decision: 'confirm', planHash: '0'.repeat(64), excluded: [] }
    expect((await requestAs(ops, 'POST', path, forged)).status).toBe(409)
    const withdrawal = `/api/joiners/${items[1]!.id}/withdrawal`
    await json(await requestAs(hr, 'POST', withdrawal, { version: 1 }))
    const late = await requestAs(ops, 'POST', path, { decision: 'confirm', planHash, excluded: [] })
    expect(await late.json()).toMatchObject({ error: { code: 'account.changed_meanwhile' } })
    expect((await batch(id)).items.map(({ state }) => state)).toEqual(['review', 'cancelled'])
  })

  test('who submitted an entry never decides it, with whatever roles; HR alone does not either', async ({ kit }) => {
    const { row, submitted, decide, requestAs, hr } = await setUp(kit)
    const both = await kit.given.member({ userid: 'both', roles: ['hr', 'ops'] })
    const { id } = await submitted([row(1)], both)
    const own = await decide(id, {}, both)
    expect([own.status, await own.json()]).toMatchObject([409, { error: { code: 'account.own_entry' } }])
    const body = { decision: 'confirm', planHash: '0'.repeat(64), excluded: [] }
    expect((await requestAs(hr, 'POST', `/api/joiners/batches/${id}/decision`, body)).status).toBe(404)
  })

  test('a returned entry is corrected by any of HR and confirmed again by itself; the masked number is kept', async ({
    kit,
  }) => {
    const { row, submitted, decide, json, requestAs, batch, one } = await setUp(kit)
    const other = await kit.given.member({ userid: 'hr2', roles: ['hr'] })
    const { id } = await submitted([row(1)])
    await json(await decide(id, { decision: 'return', reason: '岗位写全', excluded: undefined }))
    const { id: joiner } = await one(id)
    const view = await json<OpeningView>(await requestAs(other, 'GET', `/api/joiners/${joiner}`))
    expect(view).toMatchObject({
      reason: '岗位写全',
      row: { mobile: '133****0001' },
      allowed: ['mend', 'withdraw', 'reveal'],
    })
    const correction = { version: view.version, row: { ...view.row!, position: '检验员（夜班）' } }
    await json(await requestAs(other, 'POST', `/api/joiners/${joiner}/correction`, correction))
    expect((await batch(id)).items[0]).toMatchObject({ state: 'review', position: '检验员（夜班）' })
    await json(await decide(id))
    const { mobile } = await json<{ mobile: string }>(
      await requestAs(other, 'POST', `/api/joiners/${joiner}/reveal`, {}),
    )
    expect(mobile).toBe(row(1).mobile)
    const actions = (await kit.deps.db.select().from(auditEntries)).map(({ action }) => action)
    expect(actions).toContain('account.contact_revealed')
  })

  test('a repeated submission returns the same batch, and a number of an open entry is refused', async ({ kit }) => {
    const { row, requestAs, hr, json, submit } = await setUp(kit)
    const send = (rows: JoinerRow[]) =>
      requestAs(hr, 'POST', '/api/joiners/batches', { rows }, { 'idempotency-key': 'same-key' })
    const first = await json<{ id: string }>(await send([row(1)]), 201)
    expect(await json(await send([row(1)]), 200)).toEqual(first)
    expect((await send([row(2)])).status).toBe(422)
    expect((await submit([row(3, { mobile: row(1).mobile })])).status).toBe(422)
  })
})

describe('the creation of an account', () => {
  test('after a lost response the account is found, not created twice', async ({ kit }) => {
    const { row, confirmed, dayBefore, one } = await setUp(kit)
    kit.deps.wecom.accounts.lostAnswers = 1
    const id = await confirmed([row(1)])
    await dayBefore()
    expect((await one(id)).state).toBe('creating')
    kit.deps.clock.advanceSeconds(10)
    await drainOutbox(kit.deps)
    expect((await one(id)).state).toBe('created')
    expect(callsOf(kit)).toEqual(['qiuchen1'])
  })

  test.for([
    ['another name', { name: '王芳' }, '13300000009', 'failed', 'other_person'],
    ['a namesake with another number', {}, '13300000009', 'failed', 'other_person'],
    ['the same person', {}, '13310000001', 'created', null],
  ] as const)(
    'a userid that WeCom knows is taken for the entry only when it is: %s',
    async ([, changes, number, state, failure], { kit }) => {
      const { row, confirmed, dayBefore, one, quality } = await setUp(kit)
      const id = await confirmed([row(1)])
      const { wecom } = kit.deps
      const account = {
        userid: 'qiuchen1',
        name: '邱晨',
        alias: '',
        departments: [quality],
        mainDepartment: quality,
        leads: [],
      }
      wecom.members.set('qiuchen1', { ...account, position: '检验员', telephone: '', status: 4, ...changes })
      wecom.owners.set(number, 'qiuchen1')
      await dayBefore()
      expect(await one(id)).toMatchObject({ state, failure })
      expect(callsOf(kit)).toEqual([])
    },
  )

  test('a used number fails its row only; the row is corrected, confirmed and created', async ({ kit }) => {
    const { row, confirmed, dayBefore, batch, requestAs, hr, json, decide, one } = await setUp(kit)
    kit.deps.wecom.owners.set(row(1).mobile, 'somebody')
    const id = await confirmed([row(1), row(2)])
    await dayBefore()
    expect((await batch(id)).items.map(({ state, failure }) => [state, failure])).toEqual([
      ['failed', '60104'],
      ['created', null],
    ])
    const { id: joiner } = await one(id)
    const view = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
    const correction = { version: view.version, row: { ...view.row!, mobile: '13310000088' } }
    await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/correction`, correction))
    await json(await decide(id))
    await drainOutbox(kit.deps)
    expect((await one(id)).state).toBe('created')
  })

  test('a department that was deleted meanwhile is never sent to WeCom', async ({ kit }) => {
    const { row, confirmed, dayBefore, one, quality } = await setUp(kit)
    const id = await confirmed([row(1)])
    await kit.deps.db.execute(`delete from departments where id = ${String(quality)}`)
    await dayBefore()
    expect(await one(id)).toMatchObject({ state: 'failed', failure: 'department' })
    expect(callsOf(kit)).toEqual([])
  })

  test('a full company refuses one row, and the others are not sent; a retry by a person asks again', async ({
    kit,
  }) => {
    const { row, confirmed, dayBefore, batch, requestAs, hr, json, one } = await setUp(kit)
    kit.deps.wecom.accounts.limit = 0
    const id = await confirmed([row(1), row(2)])
    await dayBefore()
    expect((await batch(id)).items.map(({ failure }) => failure)).toEqual(['45024', '45024'])
    kit.deps.wecom.accounts.limit = null
    const { id: joiner } = await one(id)
    const { version } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
    await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/retry`, { version }))
    await drainOutbox(kit.deps)
    expect((await one(id)).state).toBe('created')
    const { title } = kit.deps.wecom.mailings.at(-1)!.card
    expect(title).toBe('账号没有建成：邱晨')
  })

  test('an entry whose account may exist is not withdrawn or corrected', async ({ kit }) => {
    const { row, confirmed, dayBefore, requestAs, hr, json, one } = await setUp(kit)
    kit.deps.wecom.accounts.lostAnswers = 1
    const id = await confirmed([row(1)])
    await dayBefore()
    const { id: joiner } = await one(id)
    const { version, allowed } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
    expect(allowed).toEqual(['reveal'])
    expect((await requestAs(hr, 'POST', `/api/joiners/${joiner}/withdrawal`, { version })).status).toBe(409)
  })

  test('without the contacts secret ops create the account by hand, and the entry closes itself', async ({ kit }) => {
    const { row, confirmed, dayBefore, one, quality, requestAs, hr } = await setUp(kit)
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    const id = await confirmed([row(1)])
    await dayBefore()
    expect(await one(id)).toMatchObject({ state: 'by_hand' })
    const { wecom } = kit.deps
    const account = {
      userid: 'qiuchen1',
      name: '邱晨',
      alias: '',
      departments: [quality],
      mainDepartment: quality,
      leads: [],
    }
    wecom.members.set('qiuchen1', { ...account, position: '检验员', telephone: '', status: 4 })
    wecom.owners.set(row(1).mobile, 'qiuchen1')
    expect((await requestAs(hr, 'POST', `/api/joiners/${(await one(id)).id}/look`, {})).status).toBe(200)
    await drainOutbox(kit.deps)
    expect((await one(id)).state).toBe('created')
    Object.assign(kit.deps.site, { hasContactsSecret: true })
  })

  test('a partner is created with the contract: company, sponsor and last day', async ({ kit }) => {
    const { row, confirmed, dayBefore, one } = await setUp(kit)
    const id = await confirmed([row(1, { company: '外协公司', sponsor: '李敏', endsOn: '2026-09-30' })])
    await dayBefore()
    expect(await one(id)).toMatchObject({ state: 'created', isPartner: true, sponsor: { userid: 'limin' } })
    expect(await kit.deps.db.select().from(partners)).toMatchObject([
      { userid: 'qiuchen1', company: '外协公司', sponsor: 'limin', endsOn: '2026-09-30', setBy: 'xiaolan' },
    ])
  })
})

describe('the first days of a joiner', () => {
  const joined = async (kit: Kit) => {
    const set = await setUp(kit)
    const id = await set.confirmed([set.row(1)])
    await set.dayBefore()
    kit.deps.clock.advanceHours(24)
    await set.round()
    return { ...set, id }
  }
  const signIn = async ({ deps: { wecom, db } }: Kit) => {
    wecom.members.set('qiuchen1', { ...wecom.members.get('qiuchen1')!, status: 1 })
    await db.update(members).set({ status: 1 })
  }

  test('HR hears on days 1 and 3 of who has not signed in; WeCom invites once more after a week', async ({ kit }) => {
    const { round, requestAs, hr, json } = await joined(kit)
    const late = () => kit.deps.wecom.mailings.filter(({ card }) => card.title.includes('还没登录')).length
    const counts = []
    for (let day = 1; day <= 9; day += 1) {
      kit.deps.clock.advanceHours(24)
      await round()
      counts.push([late(), kit.deps.wecom.invited.length])
    }
    expect(counts).toEqual([
      [1, 1],
      [1, 1],
      // Day 3 is a Sunday: the notice waits for Monday morning.
      [1, 1],
      [2, 1],
      [2, 1],
      [2, 1],
      [2, 2],
      [2, 2],
      [2, 2],
    ])
    const board = await json<JoinerBoard>(await requestAs(hr, 'GET', '/api/joiners?view=late'))
    expect(board.items).toHaveLength(1)
  })

  test('a sign-in whose event was lost is seen by the round; the first day ends with its fifth part', async ({
    kit,
  }) => {
    const { round, requestAs, json, one, id } = await joined(kit)
    await signIn(kit)
    await round()
    expect((await one(id)).state).toBe('activated')
    expect(kit.deps.wecom.mailings.at(-1)).toMatchObject({ userids: ['qiuchen1'], card: { title: '邱晨，欢迎加入' } })
    const me = { kind: 'member' as const, userid: 'qiuchen1', roles: [], adminOf: [] }
    const path = '/api/first-day'
    const day = await json<FirstDayView>(await requestAs(me, 'GET', path))
    expect(day).toMatchObject({
      fields: { name: '邱晨', position: '检验员' },
      admin: { userid: 'limin' },
      isDone: false,
    })
    const stale = await requestAs(me, 'POST', `${path}/data`, { answer: 'right', fieldsHash: '0'.repeat(64) })
    expect(stale.status).toBe(409)
    await json(await requestAs(me, 'POST', `${path}/data`, { answer: 'right', fieldsHash: day.fieldsHash }))
    expect(
      (await requestAs(me, 'POST', `${path}/password`, { isStrong: true, isUnique: false, isPrivate: true })).status,
    ).toBe(422)
    await json(await requestAs(me, 'POST', `${path}/password`, { isStrong: true, isUnique: true, isPrivate: true }))
    await json(await requestAs(me, 'POST', `${path}/admin`, { hasMet: true }))
    expect((await one(id)).stepsDone).toBe(4)
    await json(await requestAs(me, 'POST', '/api/guardians', { userid: 'limin' }))
    await round()
    expect(await one(id)).toMatchObject({ state: 'completed', stepsDone: 5 })
    const actions = (await kit.deps.db.select().from(auditEntries)).map(({ action }) => action)
    expect(actions.filter((action) => action.startsWith('account.'))).toEqual([
      'account.submitted',
      'account.confirmed',
      'account.created',
      'account.invited',
      'account.activated',
      'account.data_answered',
      'account.password_attested',
      'account.admin_met',
      'account.first_day_done',
    ])
  })

  test('a member whose account was opened otherwise has no first day', async ({ kit }) => {
    const { requestAs, admin } = await setUp(kit)
    expect((await requestAs(admin, 'GET', '/api/first-day')).status).toBe(404)
  })

  test('2,000 rows are checked within two seconds and submitted as one batch', async ({ kit }) => {
    const { row, requestAs, hr, json, submitted, batch, decide } = await setUp(kit)
    const rows = Array.from({ length: 2000 }, (_, at) => row(at + 1))
    const begun = performance.now()
    const check = await json<JoinerCheck>(await requestAs(hr, 'POST', '/api/joiners/check', { rows }))
    expect(performance.now() - begun).toBeLessThan(2000)
    expect(check.rows.every(({ faults }) => faults.length === 0)).toBe(true)
    const { id } = await submitted(rows)
    await json(await decide(id))
    expect((await batch(id)).items.filter(({ state }) => state === 'scheduled')).toHaveLength(2000)
  }, 60_000)
})
