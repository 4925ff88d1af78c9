import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members, roleGrants } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { passUndoWindow } from '../../testing/fixtures/undo-window.ts'
import { createApprovedChange, toPosition, eventTypesOf } from '../../testing/fixtures/info-change.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

describe('a change with a later effective day', () => {
  const laterChange = { ...toPosition, effectiveOn: '2026-03-20' }

  test('a change with a later effective day is not written before that day', async ({ kit }) => {
    const { read } = await createApprovedChange(kit, laterChange)
    expect(await read()).toMatchObject({
      state: 'decided',
      followUp: { phase: 'scheduled', effectiveOn: '2026-03-20' },
    })
    expect(kit.deps.wecom.updates).toEqual([])
    // The day begins at 16:00 UTC of the day before.
    kit.deps.clock.advanceHours(61)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.updates).toEqual([])
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
    expect(eventTypesOf(await read()).filter((type) => type === 'scheduled')).toHaveLength(1)
  })

  test('a change with a later effective day notifies the applicant when it is approved, and again when it is done', async ({
    kit,
  }) => {
    await createApprovedChange(kit, laterChange)
    expect(titlesTo(kit, 'guoji')).toEqual(['已同意 1 项，将于 3 月 20 日生效'])
    kit.deps.clock.advanceHours(72)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'guoji').slice(1)).toEqual(['已生效：1 项'])
  })

  test('a change with a later effective day is not written for a member who was disabled since, and states the reason', async ({
    kit,
  }) => {
    const { read, admin } = await createApprovedChange(kit, laterChange)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, status: 2 })
    kit.deps.clock.advanceHours(62)
    await drainOutbox(kit.deps)
    const view = await read(admin)
    expect(view).toMatchObject({ state: 'failed', followUp: { phase: null } })
    expect(view.timeline.at(-1)).toMatchObject({ type: 'write_failed', details: { cause: 'member_disabled' } })
    expect(kit.deps.wecom.updates).toEqual([])
  })

  test.for([
    ['2026-03-16', 'info.day_past'],
    ['2026-06-16', 'info.day_far'],
  ])('a change with the effective day %s is refused', async ([effectiveOn = '', code], { kit }) => {
    const { applicant } = await smallCompany(kit)
    const refused = submitInfoChange(kit, applicant, { ...toPosition, effectiveOn })
    await expect(refused).rejects.toMatchObject({ details: { fields: [{ path: 'payload.effectiveOn', code }] } })
  })
})

describe('a change of department', () => {
  const moveChange = (fromId: number, toId: number): InfoChangePayload => ({
    department: { from: '来料检验组', to: '出货检验组', fromId, toId },
  })

  test('a change of department replaces the main department, and is read back by id', async ({ kit }) => {
    const { company, department, applicant, admin } = await smallCompany(kit)
    const target = await kit.given.department({ parent: company, name: '出货检验组' })
    const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
    const view = await submitInfoChange(kit, applicant, moveChange(department, target))
    await decideRequest(kit.deps, admin, decisionOn(view, { department: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    // The management department confirms, by another person than the first approver.
    const toConfirm = await getRequest(kit.deps, ops, view.id)
    expect(toConfirm).toMatchObject({
      state: 'open',
      step: 'ops',
      isRisky: true,
      allowed: expect.arrayContaining(['decide']),
    })
    expect(kit.deps.wecom.updates).toEqual([])
    await decideRequest(kit.deps, ops, decisionOn(toConfirm, { department: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.updates).toEqual([
      {
        userid: 'guoji',
        fields: {
          departments: { memberships: [{ department: target, order: 0, isLeader: false }], mainDepartment: target },
        },
      },
    ])
    const done = await getRequest(kit.deps, admin, view.id).catch(() => getRequest(kit.deps, applicant, view.id))
    expect(done).toMatchObject({ state: 'done', changes: [{ readBack: { value: '出货检验组', equal: true } }] })
  })

  /** Submits a change of department together with a new position, approves both, and runs all due jobs. */
  async function submitMove(kit: Kit, otherDepartments: number[] = []) {
    const small = await smallCompany(kit)
    const target = await kit.given.department({ parent: small.company, name: '出货检验组' })
    const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
    const member = kit.deps.wecom.members.get('guoji')
    if (!member) throw new Error('the applicant is in WeCom')
    kit.deps.wecom.members.set('guoji', {
      ...member,
      departments: [...member.departments, ...otherDepartments],
      leads: otherDepartments,
    })
    const payload = { ...toPosition, ...moveChange(small.department, target) }
    const view = await submitInfoChange(kit, small.applicant, payload)
    await decideRequest(kit.deps, small.admin, decisionOn(view, { department: agree, position: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    const secondStep = await getRequest(kit.deps, ops, view.id)
    const fields = { department: agree, position: agree }
    await decideRequest(kit.deps, ops, decisionOn(secondStep, fields))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    return { target, view: await getRequest(kit.deps, ops, view.id) }
  }

  test('a change of department keeps other memberships with their leader flags', async ({ kit }) => {
    const { target } = await submitMove(kit, [77])
    const memberships = [
      { department: target, order: 0, isLeader: false },
      { department: 77, order: 0, isLeader: true },
    ]
    expect(kit.deps.wecom.updates.at(-1)?.fields.departments).toEqual({ memberships, mainDepartment: target })
  })

  test('a change of department becomes a manual task with its reason when some memberships are hidden, and the other fields are written', async ({
    kit,
  }) => {
    kit.deps.wecom.console.seesAllMemberships = false
    const { view } = await submitMove(kit)
    expect(kit.deps.wecom.updates).toEqual([{ userid: 'guoji', fields: { position: '高级质检工程师' } }])
    expect(view).toMatchObject({ state: 'executing', followUp: { phase: 'awaiting_proof' } })
    const manualEvent = view.timeline.find(({ type }) => type === 'manual_asked')
    expect(manualEvent?.details).toEqual({ fields: ['department'], cause: 'seats_hidden' })
  })

  test('a change of department with a stale old department is refused with the present one and its id', async ({
    kit,
  }) => {
    const { company, department, applicant } = await smallCompany(kit)
    const target = await kit.given.department({ parent: company, name: '出货检验组' })
    await kit.deps.db.update(members).set({ mainDepartmentId: company }).where(eq(members.userid, 'guoji'))
    await expect(submitInfoChange(kit, applicant, moveChange(department, target))).rejects.toMatchObject({
      code: 'request.old_values_changed',
      details: { form: { departmentId: company } },
    })
  })

  test('a change of department to a missing department is refused', async ({ kit }) => {
    const { department, applicant } = await smallCompany(kit)
    await expect(submitInfoChange(kit, applicant, moveChange(department, 999))).rejects.toMatchObject({
      details: { fields: [{ path: 'payload.department.to', code: 'info.department_gone' }] },
    })
  })
})

describe('without permission to write', () => {
  test('without permission to write, a manual entry sheet is shown, and the request completes once WeCom shows the values', async ({
    kit,
  }) => {
    kit.deps.wecom.updateMember = async () => {
      throw new WecomRefusedError(48002, 'user/update')
    }
    const { read, ops, requestAs, id } = await createApprovedChange(kit, toPosition)
    expect(await read()).toMatchObject({ state: 'executing', followUp: { phase: 'awaiting_proof' } })
    const sheet = await (await requestAs(ops, 'GET', `/api/requests/${id}/sheet`)).json()
    expect(sheet).toMatchObject({ isOver: false, rows: [{ field: 'position', to: '高级质检工程师' }] })

    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ state: 'done', proof: { reached: 3, state: 'done' } })
    expect(eventTypesOf(await read())).toContain('manual_asked')
  })

  test('without permission to write, a claim that the change is done only triggers a verification', async ({ kit }) => {
    const { site } = kit.deps
    const { read, post, ops, admin } = await createApprovedChange(
      { ...kit, deps: Object.assign(kit.deps, { site: { ...site, hasContactsSecret: false } }) },
      toPosition,
    )
    expect((await post(ops, 'look')).view).toMatchObject({ state: 'executing', followUp: { phase: 'awaiting_proof' } })
    expect((await post(admin, 'look')).view.state).toBe('executing')
    expect((await read()).timeline.filter(({ type }) => type === 'proof_looked')).toHaveLength(1)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    expect((await post(ops, 'look')).view).toMatchObject({ state: 'done', followUp: { phase: null } })
    expect(kit.deps.wecom.updates).toEqual([])
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
  })

  test('without permission to write, repeated taps are limited', async ({ kit }) => {
    const { site } = kit.deps
    const { post, ops } = await createApprovedChange(
      { ...kit, deps: Object.assign(kit.deps, { site: { ...site, hasContactsSecret: false } }) },
      toPosition,
    )
    const statuses = []
    for (let tap = 0; tap < 5; tap += 1) statuses.push((await post(ops, 'look')).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
  })
})

describe('addresses', () => {
  test('addresses of enterprise mail are written in a separate call, and both addresses are verified by looking up their owner', async ({
    kit,
  }) => {
    const { read } = await createApprovedChange(kit, {
      ...toPosition,
      email: { from: '', to: 'guoji@mail.example' },
      biz_mail: { from: '', to: 'guoji@lanjiang.example' },
    })
    expect(kit.deps.wecom.updates.map(({ fields }) => fields)).toEqual([
      { bizMail: 'guoji@lanjiang.example' },
      { position: '高级质检工程师', email: 'guoji@mail.example' },
    ])
    expect((await read()).state).toBe('done')
  })
})

describe('a disabled field', () => {
  test('a disabled field is not in the form and is refused', async ({ kit }) => {
    const { applicant, requestAs, ops } = await createApprovedChange(kit, toPosition)
    const body = { version: 0, field: 'alias', isOpen: false, isConfirmedByOps: false }
    expect((await requestAs(ops, 'POST', '/api/settings/fields', body)).status).toBe(200)
    expect((await requestAs(ops, 'POST', '/api/settings/fields', body)).status).toBe(409)
    const form = (await (await requestAs(applicant, 'GET', '/api/info-change/form')).json()) as {
      fields: { field: string }[]
    }
    expect(form.fields.map(({ field }) => field)).not.toContain('alias')
    await expect(submitInfoChange(kit, applicant, { alias: { from: '', to: '小郭' } })).rejects.toMatchObject({
      details: { fields: [{ path: 'payload.alias.to', code: 'info.closed' }] },
    })
  })
})

describe('a dispute that no member of the management department may answer', () => {
  test('the page shows that no member of the management department may answer the dispute', async ({ kit }) => {
    const { read, post, applicant } = await createApprovedChange(kit, toPosition)
    const { version } = await read()
    await post(applicant, 'dispute', { version, text: '名片上还是旧的' })
    expect((await read()).followUp).toMatchObject({ phase: 'disputed', waitsForNobody: false })
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() }).where(eq(roleGrants.userid, 'olga'))
    expect((await read()).followUp).toMatchObject({ phase: 'disputed', waitsForNobody: true })
  })
})
