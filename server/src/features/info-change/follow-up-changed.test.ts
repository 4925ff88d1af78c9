import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { ManualSheet } from '@desk/shared/info-change/info-change-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { departments } from '../../db/schema/index.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { leave } from '../../testing/fixtures/groups.ts'
import { createApprovedChange, toPosition } from '../../testing/fixtures/info-change.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { syncDirectory } from '../directory/jobs/sync-directory.ts'
import { getHome } from '../home/get-home.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'

/** Approves a move to another department at both steps, and runs all due jobs. */
async function createApprovedMove(kit: Kit, changes: Omit<InfoChangePayload, 'department'> = {}) {
  const small = await smallCompany(kit)
  const target = await kit.given.department({ parent: small.company, name: '出货检验组' })
  const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
  const department = { from: '来料检验组', to: '出货检验组', fromId: small.department, toId: target }
  const { id } = await submitInfoChange(kit, small.applicant, { department, ...changes })
  for (const approver of [small.admin, ops]) {
    const view = await getRequest(kit.deps, approver, id)
    const fields = Object.fromEntries(view.changes.map(({ field }) => [field, agree]))
    await decideRequest(kit.deps, approver, decisionOn(view, fields))
    await drainOutbox(kit.deps)
  }
  const { requestAs } = createTestClient(kit.deps)
  const readSheet = async () => (await (await requestAs(ops, 'GET', `/api/requests/${id}/sheet`)).json()) as ManualSheet
  const look = async () => (await requestAs(ops, 'POST', `/api/requests/${id}/look`, {})).status
  return { ...small, ops, target, readSheet, look, read: () => getRequest(kit.deps, small.applicant, id) }
}

/** Renames a department in WeCom, and syncs the directory. */
async function rename({ deps }: Kit, id: number, name: string): Promise<void> {
  const index = deps.wecom.departments.findIndex((department) => department.id === id)
  const department = deps.wecom.departments[index]
  if (!department) throw new Error('the department is in WeCom')
  deps.wecom.departments[index] = { ...department, name }
  deps.clock.advanceSeconds(1)
  await syncDirectory(deps)
  await drainOutbox(deps)
}

describe('a follow-up whose department is renamed after the approval', () => {
  test('a scheduled move is written to the renamed department on its day, and is read back as equal', async ({
    kit,
  }) => {
    const { target, read } = await createApprovedMove(kit, { effectiveOn: '2026-03-20' })
    expect((await read()).followUp).toMatchObject({ phase: 'scheduled' })
    await rename(kit, target, '成品检验组')
    kit.deps.clock.advanceHours(72)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.members.get('guoji')?.mainDepartment).toBe(target)
    expect(await read()).toMatchObject({ state: 'done', changes: [{ readBack: { equal: true } }] })
  })

  test('a move that people make shows the present names on the sheet, and completes by the id of the department', async ({
    kit,
  }) => {
    kit.deps.wecom.console.seesAllMemberships = false
    const { department, target, read, readSheet } = await createApprovedMove(kit)
    await rename(kit, target, '成品检验组')
    await rename(kit, department, '进料检验组')
    expect(await readSheet()).toMatchObject({
      isOver: false,
      rows: [{ field: 'department', from: '进料检验组', to: '成品检验组', isOpen: true }],
    })
    const member = kit.deps.wecom.members.get('guoji')
    if (!member) throw new Error('the applicant is in WeCom')
    kit.deps.wecom.members.set('guoji', { ...member, departments: [target], mainDepartment: target })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ state: 'done', changes: [{ readBack: { equal: true } }] })
  })

  test('another department that took the old name does not complete the move', async ({ kit }) => {
    kit.deps.wecom.console.seesAllMemberships = false
    const { company, target, read } = await createApprovedMove(kit)
    await rename(kit, target, '成品检验组')
    const other = await kit.given.department({ parent: company, name: '出货检验组' })
    const member = kit.deps.wecom.members.get('guoji')
    if (!member) throw new Error('the applicant is in WeCom')
    kit.deps.wecom.members.set('guoji', { ...member, departments: [other], mainDepartment: other })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ state: 'executing', phase: 'awaiting_proof' })
  })
})

/** Deletes a department in WeCom, and syncs the directory. */
async function remove({ deps }: Kit, id: number): Promise<void> {
  deps.wecom.departments.splice(
    deps.wecom.departments.findIndex((department) => department.id === id),
    1,
  )
  deps.clock.advanceSeconds(1)
  await syncDirectory(deps)
  await drainOutbox(deps)
}

describe('a follow-up whose department is deleted after the approval', () => {
  const arrangeManualWrite = ({ deps }: Kit) =>
    Object.assign(deps, { site: { ...deps.site, hasContactsSecret: false } })
  const lastEvent = { type: 'write_failed', details: { cause: '60123' } }

  test.for([
    ['awaiting_proof', 'schedule', arrangeManualWrite],
    ['awaiting_proof', 'tap', arrangeManualWrite],
    ['differs', 'schedule', ({ deps }: Kit) => Object.assign(deps.wecom, { updateMember: async () => {} })],
  ] as const)(
    'a follow-up in the phase %s ends by %s, the applicant is notified, and no card says that the task is done',
    async ([phase, by, arrange], { kit }) => {
      arrange(kit)
      const { ops, target, look, read, readSheet } = await createApprovedMove(kit)
      expect(await read()).toMatchObject({ state: 'executing', phase })
      await remove(kit, target)
      if (by === 'tap') expect(await look()).toBe(200)
      else kit.deps.clock.advanceSeconds(600)
      await drainOutbox(kit.deps)
      const view = await read()
      expect(view).toMatchObject({ state: 'failed', phase: null, changes: [{ readBack: null }] })
      expect(view.timeline.at(-1)).toMatchObject(lastEvent)
      expect(titlesTo(kit, 'guoji').at(-1)).toBe('信息变更未写入企业微信')
      expect((await getHome(kit.deps, ops, 'zh-CN')).waiting.byHand.count).toBe(0)
      expect(await readSheet()).toMatchObject({ isOver: true, rows: [{ isOpen: false }] })
      const replaced = kit.deps.wecom.replaced
        .filter(({ userid }) => userid === 'olga')
        .map(({ card }) => card.subtitle)
      expect(replaced.at(-1)).toBe('未能办理，申请已结束')
    },
  )

  test('what was changed manually before stays visible as changed', async ({ kit }) => {
    arrangeManualWrite(kit)
    const position = { from: '质检工程师', to: '高级质检工程师' }
    const { target, look, read } = await createApprovedMove(kit, { position })
    const member = kit.deps.wecom.members.get('guoji')
    if (!member) throw new Error('the applicant is in WeCom')
    kit.deps.wecom.members.set('guoji', { ...member, position: position.to })
    await look()
    await remove(kit, target)
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    const { state, changes, timeline } = await read()
    expect([state, timeline.at(-1)]).toMatchObject(['failed', lastEvent])
    expect(Object.fromEntries(changes.map(({ field, readBack }) => [field, readBack]))).toEqual({
      department: null,
      position: { value: position.to, equal: true },
    })
    expect(titlesTo(kit, 'guoji').at(-1)).toBe('信息变更只写入 1 项')
  })

  test.for(['schedule', 'tap'] as const)(
    'a department in which the member was before it was deleted counts as changed when the rest is read by %s',
    async (by, { kit }) => {
      arrangeManualWrite(kit)
      const position = { from: '质检工程师', to: '高级质检工程师' }
      const { target, department, look, read } = await createApprovedMove(kit, { position })
      const verify = async () => {
        if (by === 'tap') expect(await look()).toBe(200)
        kit.deps.clock.advanceSeconds(600)
        await drainOutbox(kit.deps)
      }
      const change = (fields: Partial<WecomMember>) => {
        const member = kit.deps.wecom.members.get('guoji')
        if (!member) throw new Error('the applicant is in WeCom')
        kit.deps.wecom.members.set('guoji', { ...member, ...fields })
      }
      change({ departments: [target], mainDepartment: target })
      await verify()
      change({ departments: [department], mainDepartment: department })
      await remove(kit, target)
      await verify()
      expect(await read()).toMatchObject({ state: 'executing', phase: 'awaiting_proof' })
      change({ position: position.to })
      await verify()
      const { state, changes } = await read()
      expect([state, changes.map(({ field, readBack }) => [field, readBack?.value])]).toEqual([
        'done',
        [
          ['department', '出货检验组'],
          ['position', position.to],
        ],
      ])
    },
  )

  test('a move is done once WeCom shows the member in the department, even if the synced directory lacks that department', async ({
    kit,
  }) => {
    arrangeManualWrite(kit)
    const { target, read } = await createApprovedMove(kit)
    const member = kit.deps.wecom.members.get('guoji')
    if (!member) throw new Error('the applicant is in WeCom')
    kit.deps.wecom.members.set('guoji', { ...member, departments: [target], mainDepartment: target })
    await kit.deps.db.delete(departments).where(eq(departments.id, target))
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
  })
})

describe('a follow-up whose member left', () => {
  test.for([
    ['awaiting_proof', ({ deps }: Kit) => Object.assign(deps, { site: { ...deps.site, hasContactsSecret: false } })],
    ['differs', ({ deps }: Kit) => Object.assign(deps.wecom, { updateMember: async () => {} })],
  ] as const)(
    'a follow-up in the phase %s ends when its member left, and the management department has no task',
    async ([phase, arrange], { kit }) => {
      arrange(kit)
      const { read, post, ops, id, requestAs } = await createApprovedChange(kit, toPosition)
      expect(await read(ops)).toMatchObject({ state: 'executing', phase })
      expect((await getHome(kit.deps, ops, 'zh-CN')).waiting.byHand.count).toBe(1)
      await leave(kit, 'guoji')
      kit.deps.clock.advanceSeconds(600)
      await drainOutbox(kit.deps)
      const view = await read(ops)
      expect(view).toMatchObject({
        state: 'failed',
        phase: null,
        followUp: { phase: null, openFields: [], allowed: [] },
      })
      expect(view.timeline.at(-1)).toMatchObject({ type: 'write_failed', details: { cause: '60111' } })
      expect((await getHome(kit.deps, ops, 'zh-CN')).waiting.byHand.count).toBe(0)
      const sheet = await requestAs(ops, 'GET', `/api/requests/${id}/sheet`)
      expect(await sheet.json()).toMatchObject({ isOver: true, rows: [{ isOpen: false }] })
      // A tap on a page that is still open reads nothing and shows the end.
      expect(await post(ops, 'look')).toMatchObject({ status: 200, view: { state: 'failed' } })
    },
  )

  test.for([
    ['stands', 'done'],
    ['write_again', 'failed'],
  ] as const)(
    'a dispute is still answered after the member left: %s leads to %s, and nothing is written',
    async ([finding, state], { kit }) => {
      const { read, post, applicant, ops } = await createApprovedChange(kit, toPosition)
      const { version } = await read()
      await post(applicant, 'dispute', { version, text: '名片上还是旧的' })
      await leave(kit, 'guoji')
      const written = kit.deps.wecom.updates.length
      const settlement = { version: (await read(ops)).version, finding, text: '已离职' }
      expect((await post(ops, 'settlement', settlement)).status).toBe(200)
      await drainOutbox(kit.deps)
      expect(await read(ops)).toMatchObject({ state, phase: null })
      expect(kit.deps.wecom.updates).toHaveLength(written)
    },
  )
})
