import { HOUR_MS } from '@desk/shared/kernel/durations'
import { UNSTATED_LOOK_BACK_MS } from '@desk/shared/lost-device/lost-device-rules'
import { describe, expect } from 'vitest'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, createGuardian, report } from '../../testing/fixtures/lost-device.ts'
import { getHome } from '../home/get-home.ts'
import { requireCase } from './cases/case-queries.ts'
import { amendCase, contestCase } from './recovery/decide-case.ts'
import { recordAftercare } from './recovery/recover-case.ts'

async function settle(kit: Kit) {
  await drainOutbox(kit.deps)
  kit.deps.clock.advanceSeconds(5)
  await drainOutbox(kit.deps)
}

describe('the last-seen time and the sign-ins of a case', () => {
  test('a report without a last-seen time is stored as not stated, and the sign-ins of the week before it are listed', async ({
    kit,
  }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { wecom, clock, db } = kit.deps
    const sixDaysAgo = new Date(clock.now().getTime() - 6 * 24 * HOUR_MS)
    wecom.protection.operations = [{ at: sixDaysAgo, type: 4, ip: '1.2.3.*' }]
    const { id } = await report(kit, ops, subject.userid, { why: 'unstated', lastSeenAt: null })
    await settle(kit)
    const seen = await caseFor(kit, ops, id)
    const { reportedAt } = await requireCase(db, id)
    expect(seen).toMatchObject({ phase: 'locked', why: 'unstated', lastSeenAt: null, exposure: { state: 'found' } })
    expect(seen.exposure?.from).toBe(new Date(reportedAt.getTime() - UNSTATED_LOOK_BACK_MS).toISOString())
    const { card } = wecom.sent.find(({ card }) => card.title.includes('郭𠮷'))!
    expect(JSON.stringify(card)).not.toMatch(/丢了|undefined/)
  })

  test('the approval card shows that no time was stated', async ({ kit }) => {
    const { subject, colleague } = await lostDeviceCompany(kit)
    await report(kit, colleague, subject.userid, { why: 'unstated', lastSeenAt: null })
    await drainOutbox(kit.deps)
    const rows = kit.deps.wecom.sent.find(({ card }) => card.title.startsWith('紧急'))?.card.rows
    expect(rows?.slice(0, 2)).toEqual([
      { name: '原因', value: '未填写' },
      { name: '最后使用', value: '未填写' },
    ])
  })

  test('the sign-ins are listed again after an amendment adds the time', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { deps } = kit
    const { id } = await report(kit, ops, subject.userid, { why: 'unstated', lastSeenAt: null })
    await settle(kit)
    const { version } = await caseFor(kit, ops, id)
    const lastSeenAt = new Date(deps.clock.now().getTime() - 2 * HOUR_MS).toISOString()
    const amended = await amendCase(deps, ops, { id, version, why: null, lastSeenAt, note: '' })
    expect(amended).toMatchObject({ why: 'unstated', lastSeenAt, exposure: null })
    await settle(kit)
    expect((await caseFor(kit, ops, id)).exposure).toMatchObject({ state: 'clear', from: lastSeenAt })
  })

  test('for a phone that was last used before the log begins, the sign-ins that WeCom still returns are listed', async ({
    kit,
  }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { clock, wecom } = kit.deps
    const daysAgo = (days: number) => new Date(clock.now().getTime() - days * 24 * HOUR_MS)
    wecom.protection.operations = [{ at: daysAgo(178), type: 4, ip: '1.2.3.*' }]
    const read = wecom.listOperations.bind(wecom)
    // WeCom refuses a period that began more than 180 days ago (doc 100178).
    wecom.listOperations = (userid, span) => {
      if (span.from < daysAgo(180)) throw new WecomRefusedError(60267, 'security/member_oper_log/list')
      return read(userid, span)
    }
    const { id } = await report(kit, ops, subject.userid, { lastSeenAt: daysAgo(200).toISOString() })
    await settle(kit)
    expect((await caseFor(kit, ops, id)).exposure).toMatchObject({ state: 'found', items: [{ type: 'new_device' }] })
  })

  test('of many sign-ins the latest are listed, and all are counted', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { clock, wecom } = kit.deps
    const minutesAgo = (minutes: number) => new Date(clock.now().getTime() - minutes * 60_000)
    wecom.protection.operations = Array.from({ length: 60 }, (_, index) => ({
      at: minutesAgo(60 - index),
      type: 4,
      ip: '',
    }))
    const { id } = await report(kit, ops, subject.userid, { lastSeenAt: minutesAgo(90).toISOString() })
    await settle(kit)
    const { exposure } = await caseFor(kit, ops, id)
    expect([exposure?.count, exposure?.items.length]).toEqual([60, 50])
    expect(exposure?.items[0]?.at).toBe(wecom.protection.operations[10]?.at.toISOString())
  })

  test('a log that WeCom does not return to its end is not shown as clear', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    kit.deps.wecom.listOperations = () =>
      Promise.reject(new WecomUnreachableError('bad_answer', 'security/member_oper_log/list'))
    const { id } = await report(kit, ops, subject.userid)
    await settle(kit)
    expect((await caseFor(kit, ops, id)).exposure).toBeNull()
    for (let attempt = 0; attempt < 8; attempt += 1) {
      kit.deps.clock.advanceSeconds((11 * HOUR_MS) / 1_000)
      await drainOutbox(kit.deps)
    }
    expect((await caseFor(kit, ops, id)).exposure).toMatchObject({ state: 'unavailable', items: [] })
  })

  test('an amendment without values changes nothing', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const { id } = await report(kit, ops, subject.userid, { why: 'stolen', note: '地铁上' })
    await settle(kit)
    const before = await caseFor(kit, ops, id)
    const after = await amendCase(kit.deps, ops, { id, version: before.version, why: null, lastSeenAt: null, note: '' })
    const { why, lastSeenAt, note, exposure } = before
    expect(after).toMatchObject({ why, lastSeenAt, note, exposure })
  })

  test('the form of an older version, which always states a time, is accepted', async ({ kit }) => {
    const { subject, ops } = await lostDeviceCompany(kit)
    const lastSeenAt = new Date(kit.deps.clock.now().getTime() - HOUR_MS).toISOString()
    const body = { subjectId: subject.userid, label: '郭𠮷', why: 'lost', lastSeenAt, note: '' }
    const headers = { 'idempotency-key': 'older-form-1' }
    const answer = await createTestClient(kit.deps).requestAs(ops, 'POST', '/api/lost-device/reports', body, headers)
    expect(answer.status).toBe(201)
    const { id } = (await answer.json()) as { id: Parameters<typeof requireCase>[1] }
    expect(await caseFor(kit, ops, id)).toMatchObject({ why: 'lost', lastSeenAt })
  })
})

describe('a second reporter', () => {
  test('a second reporter overwrites nothing of the first report', async ({ kit }) => {
    const { subject, colleague, other, ops } = await lostDeviceCompany(kit)
    const { id } = await report(kit, colleague, subject.userid, { note: '地铁上' })
    await report(kit, other, subject.userid)
    await settle(kit)
    const { version, allowed } = await caseFor(kit, other, id)
    const amendment = { id, version, why: 'stolen', lastSeenAt: null, note: '我说的才对' } as const
    await expect(amendCase(kit.deps, other, amendment)).rejects.toMatchObject({ code: 'auth.forbidden' })
    expect(allowed).not.toContain('amend')
    expect(await caseFor(kit, ops, id)).toMatchObject({ why: 'lost', note: '地铁上' })
    expect((await amendCase(kit.deps, colleague, amendment)).note).toBe('我说的才对')
  })

  test.for(['the first reporter', 'a guardian who joined'] as const)(
    'it is not shown to %s that the subject contested the report',
    async (who, { kit }) => {
      const { subject, colleague, other, admin } = await lostDeviceCompany(kit)
      const { id } = await report(kit, colleague, subject.userid)
      await contestCase(kit.deps, subject, { id, version: 1 })
      if (who === 'a guardian who joined') {
        await createGuardian(kit, subject.userid, other.userid)
        await report(kit, other, subject.userid)
      }
      const viewer = who === 'the first reporter' ? colleague : other
      const limited = await caseFor(kit, viewer, id)
      expect([limited.isLimited, limited.at.contested]).toEqual([true, null])
      expect((await caseFor(kit, admin, id)).at.contested).not.toBeNull()
    },
  )
})

test('the case of a planned change of phone is closed by its two aftercare items', async ({ kit }) => {
  const { subject } = await lostDeviceCompany(kit)
  const { id } = await report(kit, subject, subject.userid, { why: 'planned', lastSeenAt: null })
  const completeAftercare = async (item: 'device' | 'pc') => {
    const { version } = await caseFor(kit, subject, id)
    return (await recordAftercare(kit.deps, subject, { id, version, done: [item] })).phase
  }
  const readHomeTask = async () => (await getHome(kit.deps, subject, 'zh-CN')).waiting.lost
  expect(await readHomeTask()).toMatchObject({ count: 1, first: id, careLeft: { count: 2, isPlanned: true } })
  expect([await completeAftercare('device'), await completeAftercare('pc')]).toEqual(['aftercare', 'closed'])
})
