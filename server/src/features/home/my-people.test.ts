import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { describe, expect } from 'vitest'
import { delegations, guardians } from '../../db/schema/index.ts'
import { createGuardian, lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { returnRequest } from '../requests/commands/return-request.ts'
import { decideCase } from '../lost-device/recovery/decide-case.ts'
import { requireCase } from '../lost-device/cases/case-queries.ts'
import { answerGuardianRequest, requestGuardian } from '../lost-device/guardians/guardians.ts'
import { getHome } from './get-home.ts'

const homeOf = (kit: Kit, actor: Parameters<typeof getHome>[1]) => getHome(kit.deps, actor, 'zh-CN')

describe('the admin on the home page', () => {
  test('the admin on the home page is the nearest one, on duty in working hours without a delegation', async ({
    kit,
  }) => {
    const { subject, admin, company } = await lostDeviceCompany(kit)
    await kit.given.member({ department: company, userid: 'above', name: '上级', adminOf: [company] })
    const readAdmin = async () => (await homeOf(kit, subject)).admin
    expect(await readAdmin()).toMatchObject({ userid: 'limin', name: '李敏', isOnDuty: true, usualHours: null })
    expect((await homeOf(kit, admin)).admin).toMatchObject({ userid: 'above' })
    await kit.deps.db.insert(delegations).values({
      id: 'dlg_0',
      principal: 'LiMin',
      delegate: 'sunhao',
      kinds: null,
      startsOn: '2026-03-01',
      endsOn: '2026-03-31',
      note: '',
      createdAt: kit.deps.clock.now(),
    })
    expect(await readAdmin()).toMatchObject({ userid: 'limin', isOnDuty: false, usualHours: null })
  })

  test('the admin on the home page is off duty at night, and null when no department of the member has one', async ({
    kit,
  }) => {
    const { subject, lead } = await lostDeviceCompany(kit)
    kit.deps.clock.advanceHours(12)
    expect((await homeOf(kit, subject)).admin?.isOnDuty).toBe(false)
    expect((await homeOf(kit, lead)).admin).toBeNull()
  })

  test('the admin on the home page has a usual time from five decisions on: their median in working hours, rounded up', async ({
    kit,
  }) => {
    const { applicant, admin } = await smallCompany(kit)
    const readUsualHours = async () => (await homeOf(kit, applicant)).admin?.usualHours
    // From Tuesday 10:00 to 17:00 and the next two days. In working hours: ½, ½, 5, 2½ and 14.
    for (const hours of [0.5, 0.5, 6, 17.5, 31]) {
      expect(await readUsualHours()).toBeNull()
      const view = await submitInfoChange(kit, applicant, {
        position: { from: '质检工程师', to: `岗位 ${String(hours)}` },
      })
      kit.deps.clock.advanceHours(hours)
      await decideRequest(
        kit.deps,
        admin,
        decisionOn(view, { position: { verdict: 'refuse', reason: { code: 'not_matching', text: '' } } }),
      )
    }
    // The median of the hours on the clock would be 6, the mean in working hours 5.
    expect(await readUsualHours()).toBe(3)
  })
})

describe('the guardians on the home page and the card', () => {
  test('the guardians on the home page and the card are those who accepted', async ({ kit }) => {
    const { subject, other, colleague } = await lostDeviceCompany(kit)
    const asked = { state: 'asked' as const, since: kit.deps.clock.now() }
    await kit.deps.db.insert(guardians).values({ ...asked, wardId: subject.userid, guardianId: colleague.userid })
    expect((await homeOf(kit, subject)).guardians).toEqual([])
    await createGuardian(kit, subject.userid, other.userid)
    expect((await homeOf(kit, subject)).guardians).toEqual([{ userid: 'sunhao', name: '孙浩' }])
    const card = await (await createTestClient(kit.deps).requestAs(subject, 'GET', '/api/me/card')).json()
    expect(card).toMatchObject({
      guardians: [{ userid: 'sunhao', name: '孙浩' }],
      fields: expect.arrayContaining([expect.objectContaining({ field: 'name', value: '郭𠮷', isHidden: false })]),
    })
  })
})

describe('an invitation to become a guardian', () => {
  test('an invitation to become a guardian is counted on the home page of the invited member until they answer', async ({
    kit,
  }) => {
    const { subject, other } = await lostDeviceCompany(kit)
    const readInvitations = async (actor = other) => (await homeOf(kit, actor)).waiting.guardians
    const none = { count: 0, oldestAt: null }
    expect(await readInvitations()).toEqual(none)
    const at = kit.deps.clock.now().toISOString()
    await requestGuardian(kit.deps, subject, other.userid)
    expect([await readInvitations(), await readInvitations(subject)]).toEqual([{ count: 1, oldestAt: at }, none])
    await answerGuardianRequest(kit.deps, other, { userid: subject.userid, answer: 'accept' })
    expect(await readInvitations()).toEqual(none)
  })
})

describe('a returned request on the home page', () => {
  test('a returned request on the home page names who returned it, and what they wrote', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const readOwn = async () => (await homeOf(kit, applicant)).waiting.own
    expect(await readOwn()).toEqual({ count: 0, oldestAt: null, first: null })
    const reason = { code: 'needs_proof', text: '请附调岗通知' } as const
    await returnRequest(kit.deps, admin, { ...decisionOn(view, {}), reason })
    expect(await readOwn()).toMatchObject({ count: 1, first: view.id, why: ['李敏', '请附调岗通知'] })
  })
})

describe("a colleague's report on the home page", () => {
  test('a colleague’s report on the home page names who reported, their office phone, when the decision is due, and who is called next', async ({
    kit,
  }) => {
    const { subject, colleague, admin, company } = await lostDeviceCompany(kit)
    await kit.given.member({ department: company, userid: 'boss', name: '总监', adminOf: [company] })
    const { id } = await report(kit, colleague, subject.userid)
    await drainOutbox(kit.deps)
    const { reportedAt } = await requireCase(kit.deps.db, id)
    expect((await homeOf(kit, admin)).waiting.lost.urgent).toEqual([
      {
        id,
        name: '那个人',
        reporter: '王小雨',
        phone: '0755-1000',
        reportedAt: reportedAt.toISOString(),
        decideUntil: new Date(reportedAt.getTime() + 5 * MINUTE_MS).toISOString(),
        deputies: ['总监'],
        deputiesAt: new Date(reportedAt.getTime() + 2 * MINUTE_MS).toISOString(),
        onCall: '周启明',
      },
    ])
  })

  test('a colleague’s report on the home page says for a quarter of an hour that another person ordered the lock, and whether WeCom confirmed it', async ({
    kit,
  }) => {
    const { subject, colleague, admin, ops } = await lostDeviceCompany(kit)
    const { id } = await report(kit, colleague, subject.userid)
    const { version } = await requireCase(kit.deps.db, id)
    await decideCase(kit.deps, ops, { id, version, decision: 'lock', note: '' })
    const readTaken = async (actor = admin) => (await homeOf(kit, actor)).waiting.lost.taken
    const at = kit.deps.clock.now().toISOString()
    expect(await readTaken()).toEqual({ id, name: '那个人', by: '陈海燕', at, isLocked: false })
    expect([await readTaken(ops), await readTaken(colleague)]).toEqual([null, null])
    await drainOutbox(kit.deps)
    expect(await readTaken()).toEqual({ id, name: '那个人', by: '陈海燕', at, isLocked: true })
    kit.deps.clock.advanceSeconds(15 * 60)
    expect(await readTaken()).toBeNull()
  })
})
