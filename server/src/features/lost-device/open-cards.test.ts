import { lockPhases, type LostPhase } from '@desk/shared/lost-device/lost-device'
import { describe, expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, createGuardian, report } from '../../testing/fixtures/lost-device.ts'
import { requireCase } from './cases/case-queries.ts'
import { decideCase } from './recovery/decide-case.ts'
import {
  recordAftercare,
  confirmIdentity,
  reportIdentityDoubt,
  markDeviceFound,
  unlockCase,
} from './recovery/recover-case.ts'
import { titlesTo, openCards } from '../../testing/fixtures/sent-cards.ts'

type Id = Awaited<ReturnType<typeof report>>['id']

/** Beginnings of card titles that are valid only in these phases. */
const validPhases: readonly (readonly [start: string, phases: readonly LostPhase[]])[] = [
  ['紧急：有人上报', ['urgent_review']],
  ['有人上报你的手机丢失', ['urgent_review']],
  ['尚未锁定', ['locking', 'lock_sent', 'lock_failed']],
  ['郭𠮷申请恢复账号', ['recovery']],
  ['待解锁', ['identity_ok']],
  ['紧急：郭𠮷的账号被重新启用', ['reopened']],
  ['已锁定', ['locked', 'recovery', 'identity_ok', 'unlocking']],
  ['未能核实为本人', ['locked', 'recovery', 'identity_ok', 'unlocking']],
  ['你的账号已恢复', ['aftercare']],
]

async function listOutdatedCards(kit: Kit, id: Id) {
  await drainOutbox(kit.deps)
  const { phase, subjectId } = await requireCase(kit.deps.db, id)
  // Cards on the lost phone are not updated.
  const isLocked = (lockPhases as readonly LostPhase[]).includes(phase)
  return openCards(kit)
    .map(({ userid, card }) => ({ userid, title: card.title }))
    .filter(
      ({ userid, title }) =>
        !(isLocked && userid === subjectId) &&
        validPhases.some(([start, phases]) => title.startsWith(start) && !phases.includes(phase)),
    )
}

const atVersion = async (kit: Kit, actor: Parameters<typeof caseFor>[1], id: Id) => ({
  id,
  version: (await caseFor(kit, actor, id)).version,
})

describe('cards that no longer apply', () => {
  test('a card that no longer applies is updated for every recipient at every step of a case', async ({ kit }) => {
    const { subject, colleague, admin, ops, second } = await lostDeviceCompany(kit)
    const { deps } = kit
    const { id } = await report(kit, colleague, subject.userid)
    expect(await listOutdatedCards(kit, id)).toEqual([])
    await decideCase(deps, ops, { ...(await atVersion(kit, ops, id)), decision: 'lock', note: '' })
    expect(await listOutdatedCards(kit, id)).toEqual([])
    await markDeviceFound(deps, colleague, await atVersion(kit, ops, id))
    expect(await listOutdatedCards(kit, id)).toEqual([])
    await confirmIdentity(deps, admin, { ...(await atVersion(kit, ops, id)), channel: 'phone' })
    expect(await listOutdatedCards(kit, id)).toEqual([])
    await unlockCase(deps, second, await atVersion(kit, ops, id))
    expect(await listOutdatedCards(kit, id)).toEqual([])
    expect((await requireCase(deps.db, id)).phase).toBe('aftercare')
    // The name of the person who unlocked is shown to the people who were asked to unlock, not to a colleague who reported.
    const closedText = (because: string) =>
      deps.wecom.replaced.flatMap(({ userid, card }) => (card.subtitle === because ? [userid] : []))
    expect(closedText('账号可正常使用')).toContain(colleague.userid)
    expect(closedText('周启明已处理，打开查看结果')).not.toEqual([])
    expect(closedText('周启明已处理，打开查看结果')).not.toContain(colleague.userid)
    const done = ['password', 'device', 'pc'] as const
    await recordAftercare(deps, subject, { ...(await atVersion(kit, ops, id)), done })
    expect(await listOutdatedCards(kit, id)).toEqual([])
    const openTitles = ['紧急：有人上报', '郭𠮷申请恢复账号', '待解锁', '已锁定', '你的账号已恢复']
    const sent = deps.wecom.sent.map(({ card }) => card.title)
    expect(openTitles.filter((start) => !sent.some((title) => title.startsWith(start)))).toEqual([])
  })

  test('a card that no longer applies is updated when a review expires and when the account was enabled in the console', async ({
    kit,
  }) => {
    const { subject, colleague, other, ops } = await lostDeviceCompany(kit)
    const { deps } = kit
    const { id } = await report(kit, colleague, subject.userid)
    await drainOutbox(deps)
    deps.clock.advanceHours(24)
    expect(await listOutdatedCards(kit, id)).toEqual([])
    expect((await requireCase(deps.db, id)).phase).toBe('dismissed')
    await createGuardian(kit, subject.userid, other.userid)
    const secondReport = await report(kit, other, subject.userid)
    expect(await listOutdatedCards(kit, secondReport.id)).toEqual([])
    await markDeviceFound(deps, ops, await atVersion(kit, ops, secondReport.id))
    await drainOutbox(deps)
    deps.wecom.members.set(subject.userid, { ...deps.wecom.members.get(subject.userid)!, status: 1 })
    const { refreshAccountState } = await import('./jobs/detect-external-changes.ts')
    await refreshAccountState(deps, secondReport.id)
    expect(await listOutdatedCards(kit, secondReport.id)).toEqual([])
    expect((await requireCase(deps.db, secondReport.id)).phase).toBe('reopened')
  })

  test('a card is not sent to the person whose command causes it', async ({ kit }) => {
    const { subject, admin, ops, second } = await lostDeviceCompany(kit)
    const { deps } = kit
    const { id } = await report(kit, second, subject.userid)
    await drainOutbox(deps)
    await markDeviceFound(deps, admin, await atVersion(kit, ops, id))
    await drainOutbox(deps)
    await confirmIdentity(deps, ops, { ...(await atVersion(kit, ops, id)), channel: 'in_person' })
    await drainOutbox(deps)
    expect(titlesTo(kit, admin.userid)).not.toContain('郭𠮷申请恢复账号')
    expect(titlesTo(kit, ops.userid).filter((title) => title.startsWith('待解锁'))).toEqual([])
    expect(titlesTo(kit, second.userid)).toContain('待解锁：郭𠮷的账号')
  })
})

describe('reportIdentityDoubt', () => {
  async function createRecovery(kit: Kit) {
    const people = await lostDeviceCompany(kit)
    await createGuardian(kit, people.subject.userid, people.other.userid)
    const { id } = await report(kit, people.other, people.subject.userid)
    await drainOutbox(kit.deps)
    await markDeviceFound(kit.deps, people.other, await atVersion(kit, people.ops, id))
    await drainOutbox(kit.deps)
    return { ...people, id }
  }

  test('reportIdentityDoubt requires a reason', async ({ kit }) => {
    const { id, admin } = await createRecovery(kit)
    const doubt = reportIdentityDoubt(kit.deps, admin, { ...(await atVersion(kit, admin, id)), note: '' })
    await expect(doubt).rejects.toMatchObject({ code: 'input.invalid' })
    expect((await requireCase(kit.deps.db, id)).phase).toBe('recovery')
  })

  test('reportIdentityDoubt notifies the people who waited and the next actors, and is shown to the reporter', async ({
    kit,
  }) => {
    const { id, admin, ops, second, lead, other } = await createRecovery(kit)
    const doubted = await reportIdentityDoubt(kit.deps, admin, {
      ...(await atVersion(kit, admin, id)),
      note: '声音不对',
    })
    expect(doubted.timeline.at(-1)).toMatchObject({ type: 'identity_doubted', note: '声音不对' })
    expect(await listOutdatedCards(kit, id)).toEqual([])
    const doubtCards = kit.deps.wecom.sent.filter(({ card }) => card.title === '未能核实为本人：郭𠮷的账号')
    expect(doubtCards.map(({ userid }) => userid).sort()).toEqual(
      [ops, second, lead, other].map(({ userid }) => userid).sort(),
    )
    expect(await caseFor(kit, other, id)).toMatchObject({ phase: 'locked', at: { doubted: expect.any(String) } })
    await markDeviceFound(kit.deps, other, await atVersion(kit, ops, id))
    expect((await caseFor(kit, other, id)).at.doubted).toBeNull()
  })
})
