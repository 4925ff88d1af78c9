import { emptyJoiner } from '@desk/shared/accounts/joiner-fields'
import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { accountOpenings, auditEntries, consoleDeeds } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { actInConsole, readConsole } from '../../../testing/fixtures/console.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { currentActorOf } from '../../../testing/current-actor-of.ts'
import { submitInfoChange } from '../../../testing/request-fixtures.ts'
import { openClosing } from '../close/open-closing.ts'
import { submitBatch } from '../entry/submit-batch.ts'
import { setPartner } from '../partners/set-partner.ts'
import { consoleLogState } from './console-log-state.ts'
import type { ConsoleOperationPage } from '@desk/shared/accounts/console-schemas'

async function createStaff(kit: Kit) {
  await kit.given.department({ id: 1 })
  const people = {
    ops: await kit.given.member({ userid: 'chenhaiyan', name: '陈海燕', roles: ['ops'] }),
    hr: await kit.given.member({ userid: 'xiaolan', name: '肖岚', roles: ['hr'] }),
    other: await kit.given.member({ userid: 'guoji', name: '郭𠮷' }),
  }
  await readConsole(kit)
  return people
}

const act = (kit: Kit, number: number, details = '姓名：新人', operator?: string) =>
  actInConsole(kit, number, details, operator)

const listTitles = (kit: Kit) =>
  kit.deps.wecom.mailings.map(({ userids, card }) => `${[...userids].sort().join(' ')}: ${card.title}`)

describe("watching WeCom's console", () => {
  test('the first reading asks for the shortest period that WeCom accepts, to learn whether the log may be read', async ({
    kit,
  }) => {
    const { wecom } = kit.deps
    const periods: number[] = []
    const read = wecom.listAdminOperations.bind(wecom)
    wecom.listAdminOperations = (span) => {
      periods.push(span.to.getTime() - span.from.getTime())
      return read(span)
    }
    wecom.protection.adminOperations = null
    await readConsole(kit)
    expect((await readSetting(kit.deps.db, consoleLogState)).value).toMatchObject({ readUntil: null, isRefused: true })
    wecom.protection.adminOperations = []
    await readConsole(kit)
    const readUntil = new Date(kit.deps.clock.now().getTime() - 5_000).toISOString()
    expect((await readSetting(kit.deps.db, consoleLogState)).value).toMatchObject({ readUntil, isRefused: false })
    expect(periods).toEqual([1_000, 1_000])
  })

  test('an account that an admin created in the console is reported to HR and ops once, with who did it', async ({
    kit,
  }) => {
    await createStaff(kit)
    act(kit, 14)
    await readConsole(kit)
    await readConsole(kit)
    await drainOutbox(kit.deps)
    expect(await kit.deps.db.$count(consoleDeeds)).toBe(1)
    expect(listTitles(kit)).toEqual(['chenhaiyan xiaolan: 陈海燕在管理后台新增了成员'])
  })

  test.for([
    [15, '姓名：郭𠮷；状态：禁用', '更改'],
    [15, '姓名：郭𠮷；职务：主管', '更改'],
    [12, '姓名：郭𠮷；部门：来料检验组', '更改'],
    [162, '姓名：郭𠮷', '更改'],
    [16, '导入成员：3 人', '新增'],
    [60, '导入成员：3 人', '新增'],
    [61, '导入成员：3 人', '新增'],
    [62, '导入成员：3 人', '新增'],
    [13, '姓名：郭𠮷', '删除'],
    [24, '姓名：郭𠮷', '删除'],
    [176, '姓名：郭𠮷', '删除'],
  ] as const)(
    'operation %i, %s, is reported to HR and ops with who did it',
    async ([number, details, verb], { kit }) => {
      await createStaff(kit)
      act(kit, number, details, 'guoji')
      await readConsole(kit)
      await drainOutbox(kit.deps)
      expect(listTitles(kit)).toEqual([`chenhaiyan xiaolan: 郭𠮷在管理后台${verb}了成员`])
      expect(await kit.deps.db.select().from(consoleDeeds)).toMatchObject([{ operatorId: 'guoji', details }])
    },
  )

  test('what was done in the two hours before the first reading is not reported', async ({ kit }) => {
    act(kit, 14)
    kit.deps.clock.advanceSeconds(115 * 60)
    act(kit, 161)
    await createStaff(kit)
    kit.deps.clock.advanceSeconds(60)
    await readConsole(kit)
    expect(await kit.deps.db.$count(consoleDeeds)).toBe(0)
  })

  test('equal rows of one second are two operations, and are not doubled when the period is read again', async ({
    kit,
  }) => {
    await createStaff(kit)
    act(kit, 15)
    kit.deps.wecom.protection.adminOperations?.push({ ...kit.deps.wecom.protection.adminOperations[0]! })
    await readConsole(kit)
    kit.deps.clock.advanceHours(1)
    await readConsole(kit)
    expect(await kit.deps.db.$count(consoleDeeds)).toBe(2)
  })

  test('7,000 operations since the last time are stored by one reading', async ({ kit }) => {
    await createStaff(kit)
    kit.deps.clock.advanceSeconds(60)
    const operation = { at: kit.deps.clock.now(), operator: 'chenhaiyan', area: 3, detailType: 14, ip: '183.40.88.11' }
    for (let count = 0; count < 7_000; count += 1)
      kit.deps.wecom.protection.adminOperations?.push({ ...operation, details: `姓名：新人${String(count)}` })
    kit.deps.clock.advanceSeconds(60)
    await readConsole(kit)
    expect(await kit.deps.db.$count(consoleDeeds)).toBe(7_000)
  })

  test('details that WeCom cut within a character are stored', async ({ kit }) => {
    await createStaff(kit)
    act(kit, 14, '姓名：郭\ud842')
    await readConsole(kit)
    expect(await kit.deps.db.select().from(consoleDeeds)).toMatchObject([{ details: '姓名：郭\ufffd' }])
  })

  test('a row that reaches the log an hour late is still found', async ({ kit }) => {
    await createStaff(kit)
    const at = kit.deps.clock.now()
    kit.deps.clock.advanceHours(1)
    await readConsole(kit)
    kit.deps.wecom.protection.adminOperations?.push({
      at,
      operator: 'boss',
      area: 3,
      detailType: 13,
      details: '',
      ip: '',
    })
    kit.deps.clock.advanceSeconds(60)
    await readConsole(kit)
    expect(await kit.deps.db.select().from(consoleDeeds)).toMatchObject([{ kind: 'deleted', operatorId: 'boss' }])
  })

  test('a changed secret of the app is reported to ops only, and HR does not see it', async ({ kit }) => {
    const { hr, ops } = await createStaff(kit)
    act(kit, 161)
    await readConsole(kit)
    await drainOutbox(kit.deps)
    expect(listTitles(kit)).toEqual(['chenhaiyan: 陈海燕改动了应用依赖的后台设置'])
    const { requestAs } = createTestClient(kit.deps)
    const countListed = async (by: typeof hr) =>
      ((await (await requestAs(by, 'GET', '/api/console-deeds')).json()) as ConsoleOperationPage).items.length
    expect([await countListed(ops), await countListed(hr)]).toEqual([1, 0])
    const refused = await requestAs(hr, 'POST', '/api/console-deeds/1/acknowledgement', { note: '知道' })
    expect(refused.status).toBe(404)
  })

  test('a log that WeCom does not let this app read is shown as refused, and read again once WeCom allows it', async ({
    kit,
  }) => {
    const { hr } = await createStaff(kit)
    const { requestAs } = createTestClient(kit.deps)
    const readLogState = async () =>
      ((await (await requestAs(hr, 'GET', '/api/console-deeds')).json()) as ConsoleOperationPage).log.state
    const rows = kit.deps.wecom.protection.adminOperations
    kit.deps.wecom.protection.adminOperations = null
    await readConsole(kit)
    expect(await readLogState()).toBe('refused')
    kit.deps.wecom.protection.adminOperations = rows
    act(kit, 14)
    await readConsole(kit)
    expect(await readLogState()).toBe('read')
    expect(await kit.deps.db.$count(consoleDeeds)).toBe(1)
  })
})

describe('an operation in the console', () => {
  async function createReportedOperation(kit: Kit) {
    const people = await createStaff(kit)
    act(kit, 14, '姓名：郭𠮷')
    await readConsole(kit)
    const { requestAs } = createTestClient(kit.deps)
    const [operation] = await kit.deps.db.select().from(consoleDeeds)
    const post = (path: string, body: object, by = people.hr) =>
      requestAs(by, 'POST', `/api/console-deeds/${String(operation?.id)}/${path}`, body)
    return { ...people, post }
  }

  test('an operation in the console is acknowledged once, with a reason, and leaves the open list', async ({ kit }) => {
    const { post } = await createReportedOperation(kit)
    expect((await post('acknowledgement', { note: '' })).status).toBe(422)
    const page = (await (await post('acknowledgement', { note: '补录，已核对' })).json()) as ConsoleOperationPage
    expect(page).toMatchObject({ items: [], open: 0 })
    expect((await post('acknowledgement', { note: '再来' })).status).toBe(409)
    const [entry] = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'console.acknowledged'))
    expect(entry?.object).toMatch(/^deed:\d+$/)
  })

  test('an operation in the console is adopted only by a flow that has the member already', async ({ kit }) => {
    const { post, hr } = await createReportedOperation(kit)
    const adoption = { flow: 'partner', userid: 'guoji' }
    const early = await post('adoption', adoption)
    expect(early.status).toBe(422)
    expect(await early.json()).toMatchObject({ error: { details: { fields: [{ code: 'account.not_adopted' }] } } })
    const contract = { userid: 'guoji', company: '华精', sponsor: 'chenhaiyan', endsOn: '2026-12-31' }
    await setPartner(kit.deps, hr, contract)
    expect((await post('adoption', adoption)).status).toBe(200)
    expect(await kit.deps.db.select().from(consoleDeeds)).toMatchObject([
      { outcome: 'adopted', flow: 'partner', subjectId: 'guoji', handledBy: 'xiaolan' },
    ])
  })

  test.for([
    [
      'account_open',
      async (kit: Kit, hr: MemberActor) => {
        const row = { ...emptyJoiner(1), name: '郭𠮷', userid: 'later', mobile: '13300001111', startsOn: '2026-03-20' }
        await submitBatch(kit.deps, hr, { rows: [{ ...row, department: '部门1' }], idempotencyKey: 'adopted-1' })
        // As if it had been entered before the account was created in the console.
        await kit.deps.db.update(accountOpenings).set({ userid: 'guoji' })
      },
    ],
    [
      'account_close',
      (kit: Kit, hr: MemberActor) =>
        openClosing(kit.deps, hr, { kind: 'leave', subjectId: 'guoji', lastDay: '2026-03-20' }),
    ],
    [
      'info_change',
      async (kit: Kit) => {
        const applicant = await currentActorOf(kit, 'guoji')
        await submitInfoChange(kit, applicant, { position: { from: '店员', to: '店长' } })
      },
    ],
  ] as const)(
    'an operation in the console is adopted by %s once that flow has the member, and not before',
    async ([flow, enter], { kit }) => {
      const { post, hr } = await createReportedOperation(kit)
      const adoption = { flow, userid: 'guoji' }
      expect((await post('adoption', adoption)).status).toBe(422)
      await enter(kit, hr)
      expect((await post('adoption', adoption)).status).toBe(200)
      expect(await kit.deps.db.select().from(consoleDeeds)).toMatchObject([
        { outcome: 'adopted', flow, subjectId: 'guoji', handledBy: 'xiaolan' },
      ])
    },
  )

  test('an operation in the console is not found by a member without a role', async ({ kit }) => {
    const { post, other } = await createReportedOperation(kit)
    expect((await post('acknowledgement', { note: '好' }, other)).status).toBe(404)
  })
})
