import type { MemberActor } from '@desk/shared/identity/actor'
import type { LostBoard } from '@desk/shared/lost-device/lost-device-schemas'
import { expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { caseFor, lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { suspendAccount } from '../../directory/suspension-queries.ts'
import { createDelegation } from '../delegations/create-delegation.ts'
import { requireCase } from './cases/case-queries.ts'
import { decideCase } from './recovery/decide-case.ts'
import { confirmIdentity, markDeviceFound, unlockCase } from './recovery/recover-case.ts'

test('a delegate neither sees nor decides the report about their delegator, and sees those about other members', async ({
  kit,
}) => {
  const { deps, given } = kit
  const { department, subject, other, colleague } = await lostDeviceCompany(kit)
  const boss = await given.member({ department, userid: 'boss', name: '组长', adminOf: [department] })
  const delegate = await given.member({ department, userid: 'delegate', name: '代理' })
  const span = { startsOn: '2026-03-17', endsOn: '2026-03-18', note: '' }
  await createDelegation(deps, boss, { ...span, delegate: 'delegate' })
  const { requestAs } = createTestClient(deps)
  const listBoard = async () => {
    const answer = await requestAs(delegate, 'GET', '/api/lost-device/board')
    const { items, total } = (await answer.json()) as LostBoard
    return { items: items.map((item) => item.id), total }
  }
  const { id } = await report(kit, other, 'BOSS')
  await drainOutbox(deps)
  expect(await listBoard()).toEqual({ items: [], total: 0 })
  const command = { version: (await requireCase(deps.db, id)).version, decision: 'dismiss', note: '误报' }
  const path = `/api/lost-device/cases/${id}`
  expect((await requestAs(delegate, 'GET', path)).status).toBe(404)
  expect((await requestAs(delegate, 'POST', `${path}/decision`, command)).status).toBe(404)
  const about = await report(kit, colleague, subject.userid)
  expect(await listBoard()).toEqual({ items: [about.id], total: 1 })
  await deps.db.transaction((tx) => suspendAccount(tx, 'boss', 'lost', deps.clock.now()))
  expect(await listBoard()).toEqual({ items: [], total: 0 })
})

test('a subject with roles does not read who reported them before the account is unlocked', async ({ kit }) => {
  const { department, other, admin, ops, lead, colleague } = await lostDeviceCompany(kit)
  const roles = ['ops', 'hr', 'auditor'] as const
  const member = await kit.given.member({ department, userid: 'boss', name: '组长', adminOf: [department] })
  const subject: MemberActor = { ...member, roles }
  const { id } = await report(kit, other, subject.userid)
  await drainOutbox(kit.deps)
  const { requestAs } = createTestClient(kit.deps)
  const seen = async () => {
    const { timeline, next, called, reporter, allowed } = await caseFor(kit, subject, id)
    const { status } = await requestAs(subject, 'POST', `/api/lost-device/cases/${id}/export`, {})
    return { names: timeline.length + next.length + called.length, reporter: reporter.name, allowed, status }
  }
  const nothing = { names: 0, reporter: null, status: 404 }
  expect(await seen()).toEqual({ ...nothing, allowed: ['contest'] })
  const current = async () => ({ id, version: (await caseFor(kit, lead, id)).version })
  await decideCase(kit.deps, admin, { ...(await current()), decision: 'lock', note: '' })
  await drainOutbox(kit.deps)
  // The lock ended their sessions.
  expect(await seen()).toMatchObject({ ...nothing, status: 401 })
  await markDeviceFound(kit.deps, other, await current())
  await confirmIdentity(kit.deps, admin, { ...(await current()), channel: 'phone' })
  await unlockCase(kit.deps, ops, await current())
  await drainOutbox(kit.deps)
  const after = await seen()
  expect([after.names > 0, after.reporter]).toEqual([true, '孙浩'])
  expect(after.status).toBe(404)
  expect(await caseFor(kit, colleague, id).catch(({ code }: { code: string }) => code)).toBe('request.not_found')
})
