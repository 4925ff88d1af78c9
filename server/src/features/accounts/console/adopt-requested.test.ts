import { describe, expect } from 'vitest'
import { auditEntries, consoleDeeds } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { actInConsole, readConsole } from '../../../testing/fixtures/console.ts'
import { joinerCompany } from '../../../testing/fixtures/joiners.ts'
import { inDays, partnerContract } from '../../../testing/fixtures/partners.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { getClosing } from '../close/get-closing.ts'
import { watchContracts } from '../partners/jobs/watch-contracts.ts'

const removeSecret = ({ deps }: Kit) => Object.assign(deps.site, { hasContactsSecret: false })

/** Reads the log; returns what became of its operations, and the cards about operations outside this app. */
async function readLog(kit: Kit) {
  await readConsole(kit)
  await drainOutbox(kit.deps)
  const operations = await kit.deps.db.select().from(consoleDeeds).orderBy(consoleDeeds.id)
  const titles = kit.deps.wecom.mailings.map(({ card }) => card.title)
  return {
    operations: operations.map(({ outcome, flow, subjectId, handledBy }) => [outcome, flow, subjectId, handledBy]),
    cards: titles.filter((title) => title.includes('在管理后台')),
  }
}
const unhandled = [null, null, null, null]

describe('an operation in the console that an opening asked for', () => {
  /** Creates an opening whose account is to be created in the console. */
  async function createOpeningForConsole(kit: Kit) {
    removeSecret(kit)
    const company = await joinerCompany(kit)
    const id = await company.confirmBatch([company.row(1)])
    await readConsole(kit)
    await company.advanceToDayBefore()
    expect((await company.firstOpening(id)).state).toBe('by_hand')
    return { ...company, id }
  }

  test.for([
    [14, '姓名：邱晨；账号：QIUCHEN1', true],
    [14, '姓名：邱晨', true],
    [14, '姓名：邱晨；账号：qiuchen9', false],
    [14, '姓名：陆瑶', false],
    [14, '', false],
    [13, '姓名：邱晨；账号：qiuchen1', false],
  ] as const)(
    'an operation in the console that an opening asked for is adopted by it without a card, and no other operation is: %i, %s',
    async ([number, details, isRequested], { kit }) => {
      await createOpeningForConsole(kit)
      actInConsole(kit, number, details)
      const verb = number === 14 ? '新增' : '删除'
      expect(await readLog(kit)).toEqual(
        isRequested
          ? { operations: [['adopted', 'account_open', 'qiuchen1', 'chenhaiyan']], cards: [] }
          : { operations: [unhandled], cards: [`陈海燕在管理后台${verb}了成员`] },
      )
    },
  )

  test('an operation in the console that an opening asked for is not adopted by the name alone where another member has it', async ({
    kit,
  }) => {
    await createOpeningForConsole(kit)
    await kit.given.member({ userid: 'qiuchen8', name: '邱晨' })
    actInConsole(kit, 14, '姓名：邱晨')
    expect((await readLog(kit)).operations).toEqual([unhandled])
  })

  test('an operation in the console that an opening asked for is adopted even when WeCom shows the account before the log', async ({
    kit,
  }) => {
    const { quality, row, firstOpening, id } = await createOpeningForConsole(kit)
    actInConsole(kit, 14, '姓名：邱晨；账号：qiuchen1')
    const place = { departments: [quality], mainDepartment: quality, leads: [] }
    const account = { userid: 'qiuchen1', name: '邱晨', alias: '', position: '检验员', telephone: '', ...place }
    kit.deps.wecom.members.set('qiuchen1', { ...account, status: 4 })
    kit.deps.wecom.owners.set(row(1).mobile, 'qiuchen1')
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect((await firstOpening(id)).state).toBe('created')
    expect(await readLog(kit)).toEqual({
      operations: [['adopted', 'account_open', 'qiuchen1', 'chenhaiyan']],
      cards: [],
    })
    const entries = await kit.deps.db.select().from(auditEntries)
    expect(entries.filter(({ action }) => action === 'console.adopted')).toMatchObject([
      { actor: 'system:console.watch', details: { userid: 'qiuchen1', flow: 'account_open' } },
    ])
  })
})

describe('an operation in the console that ends an account', () => {
  test('an operation in the console that ends an account is adopted by the closing that asked for it, and enabling it again is reported', async ({
    kit,
  }) => {
    removeSecret(kit)
    const company = await closingCompany(kit)
    await readConsole(kit)
    const { id } = await handOver(kit, company, await openFor(kit, company), company.mate)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    actInConsole(kit, 15, '姓名：郭𠮷；账号：guoji；状态：禁用', 'ops')
    const { members } = kit.deps.wecom
    members.set('guoji', { ...members.get('guoji')!, status: 2 })
    kit.deps.clock.advanceSeconds(60)
    await runClosings(kit)
    expect((await getClosing(kit.deps, company.hr, id)).phase).toBe('disabled')
    const adopted = ['adopted', 'account_close', 'guoji', 'ops']
    expect(await readLog(kit)).toEqual({ operations: [adopted], cards: [] })
    actInConsole(kit, 15, '姓名：郭𠮷；账号：guoji；状态：启用', 'ops')
    expect(await readLog(kit)).toEqual({ operations: [adopted, unhandled], cards: ['周启明在管理后台更改了成员'] })
  })

  test('an operation in the console that ends an account is adopted by the contract of a partner that ended, and enabling it again is reported', async ({
    kit,
  }) => {
    removeSecret(kit)
    await partnerContract(kit, inDays(0))
    await readConsole(kit)
    kit.deps.clock.advanceHours(24)
    await watchContracts(kit.deps)
    await drainOutbox(kit.deps)
    actInConsole(kit, 15, '姓名：段志远；账号：duan；状态：禁用')
    const adopted = ['adopted', 'partner', 'duan', 'chenhaiyan']
    expect(await readLog(kit)).toEqual({ operations: [adopted], cards: [] })
    const { members } = kit.deps.wecom
    members.set('duan', { ...members.get('duan')!, status: 2 })
    kit.deps.clock.advanceSeconds(301)
    await drainOutbox(kit.deps)
    actInConsole(kit, 15, '姓名：段志远；账号：duan；状态：启用')
    expect(await readLog(kit)).toEqual({ operations: [adopted, unhandled], cards: ['陈海燕在管理后台更改了成员'] })
  })
})
