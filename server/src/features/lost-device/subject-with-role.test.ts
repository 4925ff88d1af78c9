import type { MemberActor } from '@desk/shared/identity/actor'
import { expect } from 'vitest'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { caseFor, lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { decideCase } from './recovery/decide-case.ts'
import { confirmIdentity, markDeviceFound, unlockCase } from './recovery/recover-case.ts'

test('a subject with roles does not read who reported them before the account is theirs again', async ({ kit }) => {
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
