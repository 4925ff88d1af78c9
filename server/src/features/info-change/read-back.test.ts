import type { ManualSheet } from '@desk/shared/info-change/info-change-schemas'
import { describe, expect } from 'vitest'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { closeUndisputed } from './jobs/close-undisputed.ts'
import { getHome } from '../home/get-home.ts'
import { createApprovedChange, toPosition, eventTypesOf } from '../../testing/fixtures/info-change.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

const number = '13800138000'

describe('a change read back as another value', () => {
  /** Creates a change that WeCom accepts without writing it. */
  async function createIgnoredWrite(kit: Kit) {
    const { updateMember } = kit.deps.wecom
    kit.deps.wecom.updateMember = async () => {}
    const change = await createApprovedChange(kit, toPosition)
    return { ...change, allowWrites: () => (kit.deps.wecom.updateMember = updateMember) }
  }

  test('a change read back as another value is reported to the applicant and to the management department with the same values', async ({
    kit,
  }) => {
    const { read } = await createIgnoredWrite(kit)
    expect(await read()).toMatchObject({ state: 'executing', phase: 'differs', proof: { reached: 2, state: 'failed' } })
    expect(titlesTo(kit, 'guoji')).toEqual(['已写入，核对不一致'])
    expect(titlesTo(kit, 'olga')).toEqual(['郭𠮷 的变更已写入，核对不一致'])
    const rows = kit.deps.wecom.sent.slice(-2).map(({ card }) => card.rows)
    expect(rows[0]).toEqual([{ name: '岗位', value: '申请值 高级质检工程师，当前值 质检工程师' }])
    expect(rows[1]).toEqual(rows[0])
  })

  test('a change read back as another value can be written again by the management department only', async ({
    kit,
  }) => {
    const { read, post, ops, admin, applicant, allowWrites } = await createIgnoredWrite(kit)
    const { version } = await read()
    for (const other of [admin, applicant]) expect((await post(other, 'rewrite', { version })).status).toBe(409)
    allowWrites()
    expect((await post(ops, 'rewrite', { version })).view).toMatchObject({ state: 'executing', phase: null })
    expect((await post(ops, 'rewrite', { version })).status).toBe(409)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
    expect(titlesTo(kit, 'guoji')).toEqual(['已写入，核对不一致', '已生效：1 项'])
  })

  test('a change read back as another value is reported each time', async ({ kit }) => {
    const { read, post, ops } = await createIgnoredWrite(kit)
    await post(ops, 'rewrite', { version: (await read()).version })
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ phase: 'differs' })
    expect([titlesTo(kit, 'guoji'), titlesTo(kit, 'olga')].map(({ length }) => length)).toEqual([2, 2])
  })

  test('a change read back as another value completes once WeCom shows the value, whoever changed it', async ({
    kit,
  }) => {
    const { read } = await createIgnoredWrite(kit)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
  })
})

describe('two fields that are changed manually', () => {
  test('two manual fields are listed on the sheet and the page until each is changed', async ({ kit }) => {
    kit.deps.wecom.updateMember = async () => {
      throw new WecomRefusedError(48002, 'user/update')
    }
    const { read, post, ops, requestAs, id } = await createApprovedChange(kit, {
      ...toPosition,
      telephone: { from: '0755-1000', to: '0755-2000' },
    })
    const readSheet = async () =>
      (await (await requestAs(ops, 'GET', `/api/requests/${id}/sheet`)).json()) as ManualSheet
    expect((await readSheet()).rows[1]).toMatchObject({ from: '0755-1000', to: '0755-2000' })
    const openRows = async () => {
      const sheet = await readSheet()
      return sheet.rows.flatMap(({ field, isOpen }) => (isOpen ? [field] : []))
    }
    expect(await openRows()).toEqual(['position', 'telephone'])
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    await post(ops, 'look')
    expect([await openRows(), (await read()).followUp?.openFields]).toEqual([['telephone'], ['telephone']])
    // The scheduled check finds without a tap that the telephone was changed, and the position changed back.
    if (member) kit.deps.wecom.members.set('guoji', { ...member, telephone: '0755-2000' })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect(await openRows()).toEqual(['position'])
  })
})

describe('the mobile number next to another field', () => {
  const payload = { ...toPosition, mobile: { from: '', to: number } }
  const setPosition = ({ deps }: Kit, position: string) => {
    const member = deps.wecom.members.get('guoji')
    if (member) deps.wecom.members.set('guoji', { ...member, position })
  }
  const guided = '手机号请你在企业微信里改'

  test.for(['tap', 'schedule'] as const)(
    'the mobile number becomes the member’s task once the other field was changed manually: %s',
    async (by, { kit }) => {
      kit.deps.wecom.updateMember = async () => {
        throw new WecomRefusedError(48002, 'user/update')
      }
      const { read, post, ops, applicant, id } = await createApprovedChange(kit, payload)
      expect(await read()).toMatchObject({ phase: 'awaiting_proof' })
      setPosition(kit, '高级质检工程师')
      if (by === 'tap') await post(ops, 'look')
      else kit.deps.clock.advanceHours(1)
      await drainOutbox(kit.deps)
      expect(await read()).toMatchObject({ phase: 'guide_member', followUp: { openFields: ['mobile'] } })
      expect(titlesTo(kit, 'guoji')).toEqual([guided])
      expect((await getHome(kit.deps, applicant, 'zh-CN')).waiting.own).toMatchObject({ count: 1, first: id })
      expect((await getHome(kit.deps, ops, 'zh-CN')).waiting.byHand.count).toBe(0)
      kit.deps.wecom.owners.set(number, 'guoji')
      kit.deps.clock.advanceSeconds(600)
      await drainOutbox(kit.deps)
      expect((await read()).state).toBe('done')
    },
  )

  test('the mobile number becomes the member’s task after the other field was written again', async ({ kit }) => {
    const { updateMember } = kit.deps.wecom
    kit.deps.wecom.updateMember = async () => {}
    const { read, post, ops } = await createApprovedChange(kit, payload)
    expect(await read()).toMatchObject({ phase: 'differs' })
    kit.deps.wecom.updateMember = updateMember
    await post(ops, 'rewrite', { version: (await read()).version })
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ phase: 'guide_member' })
  })

  test('when the other field was changed back, the task belongs to the management department', async ({ kit }) => {
    const { read, ops } = await createApprovedChange(kit, payload)
    setPosition(kit, '质检工程师')
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ phase: 'differs', followUp: { openFields: ['position', 'mobile'] } })
    expect((await getHome(kit.deps, ops, 'zh-CN')).waiting.byHand.count).toBe(1)
    const replaced = kit.deps.wecom.replaced.filter(({ userid }) => userid === 'guoji')
    expect(replaced.map(({ card }) => card.subtitle)).toEqual(['改由管理部门处理，无需你处理'])
  })
})

describe('the mobile number', () => {
  test('the mobile number is a task of the member on a card and on home, and the card is overwritten when it is done', async ({
    kit,
  }) => {
    const { post, applicant, id } = await createApprovedChange(kit, { mobile: { from: '', to: number } })
    const home = async () => (await getHome(kit.deps, applicant, 'zh-CN')).waiting.own
    expect(await home()).toMatchObject({ count: 1, first: id })
    expect(titlesTo(kit, 'guoji')).toEqual(['手机号请你在企业微信里改'])
    kit.deps.wecom.owners.set(number, 'guoji')
    await post(applicant, 'look')
    await drainOutbox(kit.deps)
    expect(await home()).toMatchObject({ count: 0, first: null })
    expect(kit.deps.wecom.replaced.map(({ userid, card }) => [userid, card.subtitle])).toEqual([
      ['guoji', '已处理，无需再处理'],
    ])
  })

  test('the mobile number is verified a few times on the first day, and stays open while it is not changed', async ({
    kit,
  }) => {
    const { read } = await createApprovedChange(kit, { mobile: { from: '', to: number } })
    const { findOwner } = kit.deps.wecom
    let lookups = 0
    kit.deps.wecom.findOwner = (kind, value) => {
      lookups += 1
      return findOwner(kind, value)
    }
    for (let hour = 0; hour < 24; hour += 1) {
      kit.deps.clock.advanceHours(1)
      await drainOutbox(kit.deps)
    }
    expect(lookups).toBeGreaterThanOrEqual(2)
    expect(lookups).toBeLessThanOrEqual(4)
    expect((await read()).state).toBe('executing')
  })

  test('the mobile number is not written by the app', async ({ kit }) => {
    const { read } = await createApprovedChange(kit, { mobile: { from: '', to: number } })
    expect(eventTypesOf(await read())).toEqual(['submitted', 'decided', 'member_guided'])
  })

  test('the mobile number stays the member’s task while their account is disabled, and is not reported as written', async ({
    kit,
  }) => {
    const { read, ops } = await createApprovedChange(kit, { mobile: { from: '', to: number } })
    const setStatus = (status: 1 | 2) => {
      const member = kit.deps.wecom.members.get('guoji')
      if (member) kit.deps.wecom.members.set('guoji', { ...member, status })
      kit.deps.clock.advanceHours(24)
      return drainOutbox(kit.deps)
    }
    await setStatus(2)
    expect(await read(ops)).toMatchObject({ state: 'executing', phase: 'guide_member' })
    expect((await getHome(kit.deps, ops, 'zh-CN')).waiting.byHand.count).toBe(0)
    kit.deps.wecom.owners.set(number, 'guoji')
    await setStatus(1)
    expect((await read(ops)).state).toBe('done')
  })

  test('a mobile number that is already present completes the request without a write', async ({ kit }) => {
    kit.deps.wecom.owners.set(number, 'guoji')
    const { read } = await createApprovedChange(kit, { mobile: { from: '', to: number } })
    expect(eventTypesOf(await read())).toEqual(['submitted', 'decided', 'already_so', 'read_back_equal'])
  })

  test('a mobile number that is changed soon afterwards is verified within minutes', async ({ kit }) => {
    const { read } = await createApprovedChange(kit, { mobile: { from: '', to: number } })
    kit.deps.wecom.owners.set(number, 'guoji')
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
  })

  test('the mobile number is not written for an active member: they are guided, and the verification completes it', async ({
    kit,
  }) => {
    const { read, post, applicant } = await createApprovedChange(kit, {
      ...toPosition,
      mobile: { from: '', to: number },
    })
    expect(kit.deps.wecom.updates).toEqual([{ userid: 'guoji', fields: { position: '高级质检工程师' } }])
    expect(await read()).toMatchObject({ state: 'executing', followUp: { phase: 'guide_member', allowed: ['look'] } })
    kit.deps.wecom.owners.set(number, 'GuoJi')
    expect((await post(applicant, 'look')).view.state).toBe('done')
  })

  test('the mobile number of another member does not complete the request', async ({ kit }) => {
    const { post, applicant } = await createApprovedChange(kit, { mobile: { from: '', to: number } })
    kit.deps.wecom.owners.set(number, 'limin')
    expect((await post(applicant, 'look')).view.state).toBe('executing')
  })
})

describe('disputeInfoChange', () => {
  const dispute = { text: '名片上还是旧的' }

  test('a dispute opens the request again; a second write completes it again', async ({ kit }) => {
    const { read, post, applicant, ops } = await createApprovedChange(kit, toPosition)
    const { version } = await read()
    expect((await post(applicant, 'dispute', { version, ...dispute })).view).toMatchObject({
      state: 'executing',
      followUp: { phase: 'disputed', disputes: [{ text: dispute.text, settledAt: null }] },
    })
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '质检工程师' })
    const settlement = { version: version + 1, finding: 'write_again', text: '确实没写上，重写了' }
    expect((await post(ops, 'settlement', settlement)).view.followUp?.phase).toBeNull()
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ state: 'done', followUp: { allowed: ['dispute'] } })
    expect(kit.deps.wecom.updates).toHaveLength(2)
  })

  test('a dispute can be settled by an answer', async ({ kit }) => {
    const { read, post, applicant, ops, admin } = await createApprovedChange(kit, toPosition)
    await post(applicant, 'dispute', { version: (await read()).version, ...dispute })
    const answer = { version: (await read()).version, finding: 'stands', text: '名片要重新打印' }
    expect((await post(admin, 'settlement', answer)).status).toBe(409)
    expect((await post(ops, 'settlement', answer)).view).toMatchObject({
      state: 'done',
      followUp: { disputes: [{ answer: '名片要重新打印' }] },
    })
  })

  test('the applicant is notified of the answer, and may dispute a second time but not a third', async ({ kit }) => {
    const { read, post, applicant, ops } = await createApprovedChange(kit, toPosition)
    const answers = () => titlesTo(kit, 'guoji').slice(1)
    for (const finding of ['stands', 'write_again'] as const) {
      await post(applicant, 'dispute', { version: (await read()).version, ...dispute })
      await post(ops, 'settlement', { version: (await read()).version, finding, text: `答复 ${finding}` })
      await drainOutbox(kit.deps)
    }
    expect(answers()).toEqual(['核查后无需改动', '核查后重新写入，已生效'])
    expect(await read()).toMatchObject({
      state: 'done',
      followUp: { allowed: [], disputes: [{ answer: '答复 stands' }, { answer: '答复 write_again' }] },
    })
    expect((await post(applicant, 'dispute', { version: (await read()).version, ...dispute })).status).toBe(409)
  })

  test('the applicant may dispute for seven days; then the request is closed', async ({ kit }) => {
    const { read, post, applicant, admin } = await createApprovedChange(kit, toPosition)
    const { version } = await read()
    expect((await post(admin, 'dispute', { version, ...dispute })).status).toBe(409)
    expect(await closeUndisputed(kit.deps)).toBe(0)
    kit.deps.clock.advanceDays(7)
    expect([await closeUndisputed(kit.deps), await closeUndisputed(kit.deps)]).toEqual([1, 0])
    expect((await post(applicant, 'dispute', { version, ...dispute })).status).toBe(409)
    expect(eventTypesOf(await read()).at(-1)).toBe('closed')
  })
})
