import { isNotNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { outbox, workbenchTiles } from '../../db/schema/index.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy, readAndSign } from '../../testing/fixtures/policy.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { remindApprovers } from '../requests/commands/remind-approvers.ts'
import { prepareTile, tileState } from './jobs/prepare-tile.ts'

const position = { position: { from: '店员', to: '组长' } }
const listTiles = (kit: Kit) => kit.deps.wecom.tiles.map(({ userids, counts }) => [userids.join(' '), counts['待审批']])
async function advancePace(kit: Kit): Promise<void> {
  kit.deps.clock.advanceSeconds(6)
  await drainOutbox(kit.deps)
}

const MINUTES_OF_OUTAGE = 40

describe('the workbench tile', () => {
  test('the workbench tile shows the number of policies to sign, from the first card until the signature', async ({
    kit,
  }) => {
    const company = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
    await drainOutbox(kit.deps)
    await advancePace(kit)
    const toSign = () => kit.deps.wecom.tiles.map(({ userids, counts }) => [userids.join(' '), counts['待签收']])
    expect(toSign()).toEqual([['author lead', 1]])
    await readAndSign(kit, company.lead, id)
    await advancePace(kit)
    expect(toSign().at(-1)).toEqual(['lead', 0])
  })

  test('the workbench tile shows the number of pending approvals, with all changes of an interval in one call', async ({
    kit,
  }) => {
    const { admin, department } = await smallCompany(kit)
    const other = await kit.given.member({ department })
    const first = await submitInfoChange(kit, await kit.given.member({ department }), position)
    await submitInfoChange(kit, other, position)
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([['limin', 2]])
    await decideRequest(kit.deps, admin, decisionOn(first, { position: agree }))
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([
      ['limin', 2],
      ['limin', 1],
    ])
  })

  test('the workbench tile of an approver who is asked by an escalation shows the request', async ({ kit }) => {
    const { company, department } = await smallCompany(kit)
    await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    await advancePace(kit)
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([
      ['limin', 1],
      ['boss', 1],
    ])
  })

  test('the workbench tile of an approver who is asked by a reminder shows the request', async ({ kit }) => {
    const { company, department } = await smallCompany(kit)
    await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    const applicant = await kit.given.member({ department })
    const { id } = await submitInfoChange(kit, applicant, position)
    for (const hours of [0, 5, 24]) {
      kit.deps.clock.advanceHours(hours)
      await remindApprovers(kit.deps, applicant, { id })
    }
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([['boss limin', 1]])
  })

  test('members with equal counters share a call', async ({ kit }) => {
    const { department } = await smallCompany(kit)
    await kit.given.member({ userid: 'Zhouqiming', department, adminOf: [department] })
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([['limin zhouqiming', 1]])
  })

  test('the workbench tile makes no call for a counter that is already shown', async ({ kit }) => {
    const { admin, department } = await smallCompany(kit)
    const first = await submitInfoChange(kit, await kit.given.member({ department }), position)
    await advancePace(kit)
    await decideRequest(kit.deps, admin, decisionOn(first, { position: agree }))
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([['limin', 1]])
  })

  test('a member outside the visible range does not block the others', async ({ kit }) => {
    const { department } = await smallCompany(kit)
    await prepareTile(kit.deps)
    const hiddenUserids = ['ghost', 'ghost2']
    for (const userid of hiddenUserids) await kit.given.member({ userid, department, adminOf: [department] })
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    for (const userid of hiddenUserids) kit.deps.wecom.console.outOfRange.add(userid)
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([['limin', 1]])
    // Once at the start, and once because the console could be the reason.
    expect(kit.deps.wecom.templates).toHaveLength(2)
    const rows = await kit.deps.db.select().from(workbenchTiles)
    expect(rows.every(({ wanted, told }) => wanted === told)).toBe(true)
  })

  test('the workbench tile shows the present number within a minute of the end of an outage of WeCom', async ({
    kit,
  }) => {
    const { admin, department } = await smallCompany(kit)
    const first = await submitInfoChange(kit, await kit.given.member({ department }), position)
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    const { setTileCounts } = kit.deps.wecom
    let calls = 0
    kit.deps.wecom.setTileCounts = async () => {
      calls += 1
      throw new WecomUnreachableError('timeout', 'agent/batch_set_workbench_data')
    }
    for (let minute = 0; minute < MINUTES_OF_OUTAGE; minute += 1) {
      kit.deps.clock.advanceSeconds(60)
      await drainOutbox(kit.deps)
    }
    kit.deps.wecom.setTileCounts = setTileCounts
    await decideRequest(kit.deps, admin, decisionOn(first, { position: agree }))
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect(listTiles(kit)).toEqual([['limin', 1]])
    expect(calls).toBe(MINUTES_OF_OUTAGE)
    expect(await kit.deps.db.$count(outbox, isNotNull(outbox.deadAt))).toBe(0)
  })

  test('a refusal that concerns no single member takes one call, and the next update sets every tile', async ({
    kit,
  }) => {
    const { department } = await smallCompany(kit)
    await kit.given.member({ userid: 'zhouqiming', department, adminOf: [department] })
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    const { setTileCounts } = kit.deps.wecom
    let calls = 0
    kit.deps.wecom.setTileCounts = async () => {
      calls += 1
      throw new WecomRefusedError(60020, 'agent/batch_set_workbench_data')
    }
    await advancePace(kit)
    expect(calls).toBe(1)
    const rows = await kit.deps.db.select().from(workbenchTiles)
    expect(rows.map(({ wanted, told }) => wanted > told)).toEqual([true, true])
    kit.deps.wecom.setTileCounts = setTileCounts
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    kit.deps.clock.advanceSeconds(60)
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([['limin zhouqiming', 2]])
  })

  test('a custom tile that the console no longer allows is noticed when the next number is sent, and leaves no dead letter', async ({
    kit,
  }) => {
    const { department } = await smallCompany(kit)
    const { wecom } = kit.deps
    const { setTileCounts, setTileTemplate } = wecom
    await prepareTile(kit.deps)
    const refuse = () => Promise.reject(new WecomRefusedError(48002, 'agent/batch_set_workbench_data'))
    Object.assign(wecom, { setTileCounts: refuse, setTileTemplate: refuse })
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    await advancePace(kit)
    expect((await readSetting(kit.deps.db, tileState)).value).toEqual({ state: 'refused', cause: '48002' })
    expect(await kit.deps.db.$count(outbox, isNotNull(outbox.deadAt))).toBe(0)
    const rows = await kit.deps.db.select().from(workbenchTiles)
    expect(rows.every(({ wanted, told }) => wanted === told)).toBe(true)
    Object.assign(wecom, { setTileCounts, setTileTemplate })
    await prepareTile(kit.deps)
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([['limin', 1]])
  })

  test('a console that refuses a custom tile in the same way as hidden members is noticed at the first refused member', async ({
    kit,
  }) => {
    const { department } = await smallCompany(kit)
    await kit.given.member({ userid: 'zhouqiming', department, adminOf: [department] })
    await prepareTile(kit.deps)
    const batches: string[] = []
    Object.assign(kit.deps.wecom, {
      setTileCounts: (userids: readonly string[]) => {
        batches.push(userids.join(' '))
        return Promise.resolve(false)
      },
      setTileTemplate: () => Promise.reject(new WecomRefusedError(60011, 'agent/set_workbench_template')),
    })
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    await advancePace(kit)
    expect(batches).toEqual(['limin zhouqiming', 'limin'])
    expect((await readSetting(kit.deps.db, tileState)).value).toEqual({ state: 'refused', cause: '60011' })
    const rows = await kit.deps.db.select().from(workbenchTiles)
    expect(rows.map(({ wanted, told }) => wanted === told)).toEqual([true, true])
  })

  test('the workbench tile is not updated while the console does not allow it, and is set once it does', async ({
    kit,
  }) => {
    const { department } = await smallCompany(kit)
    kit.deps.wecom.failures.push(new WecomRefusedError(40058, 'agent/set_workbench_template'))
    await prepareTile(kit.deps)
    expect((await readSetting(kit.deps.db, tileState)).value).toEqual({ state: 'refused', cause: '40058' })
    await submitInfoChange(kit, await kit.given.member({ department }), position)
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([])
    await prepareTile(kit.deps)
    expect(kit.deps.wecom.templates).toEqual([
      [
        { name: '待审批', url: 'http://desk.test/approvals' },
        { name: '待签收', url: 'http://desk.test/policies' },
      ],
    ])
    await advancePace(kit)
    expect(listTiles(kit)).toEqual([['limin', 1]])
  })
})
