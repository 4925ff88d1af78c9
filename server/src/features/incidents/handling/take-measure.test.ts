import { describe, expect } from 'vitest'
import { lostCases } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { command, incidentCompany, report } from '../../../testing/fixtures/incidents.ts'
import { caseFor } from '../../../testing/fixtures/lost-device.ts'
import { test } from '../../../testing/kit.ts'
import { findCase } from '../../lost-device/cases/case-queries.ts'
import { decideCase } from '../../lost-device/recovery/decide-case.ts'
import { commandIncident } from './command-incident.ts'
import { prepareMeasure } from './take-measure.ts'
import { getCase } from './view-case.ts'

describe('the measure that locks an account', () => {
  test('an account is locked only after another person approves the lock in the lost-device case', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const { deps } = kit
    const id = await report(kit, people.reporter, { kind: 'login' })
    await command(kit, people.handler, id, { command: 'acknowledge' })
    await command(kit, people.handler, id, { command: 'act', action: 'lock', userid: 'suspect', text: '先锁定' })
    const lostCaseId = (await getCase(deps, people.handler, id)).lostCaseId!
    await drainOutbox(deps)
    expect(deps.wecom.setEnabledCalls).toEqual([])
    const { version } = await caseFor(kit, people.ops, lostCaseId)
    await decideCase(deps, people.ops, { id: lostCaseId, version, decision: 'lock', note: '' })
    await drainOutbox(deps)
    deps.clock.advanceSeconds(5)
    await drainOutbox(deps)
    expect(deps.wecom.setEnabledCalls).toEqual([{ userid: 'suspect', isEnabled: false }])
    expect(await findCase(deps.db, lostCaseId)).toMatchObject({ phase: 'locked', proof: 'read_back' })
    expect(await getCase(deps, people.handler, id)).toMatchObject({ state: 'acting', lostCaseId })
  })

  test('locking again after the review of the first case has expired opens another case, to which the incident links', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { kind: 'login' })
    const lock = async () => {
      await command(kit, people.handler, id, { command: 'act', action: 'lock', userid: 'suspect', text: '先锁定' })
      return (await getCase(kit.deps, people.handler, id)).lostCaseId!
    }
    await command(kit, people.handler, id, { command: 'acknowledge' })
    const first = await lock()
    expect(await lock()).toBe(first)
    kit.deps.clock.advanceHours(25)
    await drainOutbox(kit.deps)
    expect(await findCase(kit.deps.db, first)).toMatchObject({ phase: 'dismissed' })
    const second = await lock()
    expect(second).not.toBe(first)
    expect(await findCase(kit.deps.db, second)).toMatchObject({ phase: 'urgent_review' })
  })

  test('a repeated lock is recorded with a new case when the first case ended before the measure was recorded', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter, { kind: 'login' })
    await command(kit, people.handler, id, { command: 'acknowledge' })
    const { version } = await getCase(kit.deps, people.handler, id)
    const measure = { command: 'act' as const, action: 'lock' as const, userid: 'suspect', text: '先锁定' }
    const input = { ...measure, id, version, idempotencyKey: 'lock-0001' }
    const first = await prepareMeasure(kit.deps, people.handler, input)
    expect(await prepareMeasure(kit.deps, people.handler, input)).toBe(first)
    kit.deps.clock.advanceHours(25)
    await drainOutbox(kit.deps)
    await commandIncident(kit.deps, people.handler, input)
    const { lostCaseId } = await getCase(kit.deps, people.handler, id)
    expect(lostCaseId).not.toBe(first)
    expect(await findCase(kit.deps.db, lostCaseId!)).toMatchObject({ phase: 'urgent_review' })
  })

  test.for(['aftercare', 'closed'] as const)(
    'a lock that was recorded is not reported again when the command is repeated while its case is in %s',
    async (phase, { kit }) => {
      const people = await incidentCompany(kit)
      const id = await report(kit, people.reporter, { kind: 'login' })
      await command(kit, people.handler, id, { command: 'acknowledge' })
      const lock = async () => {
        const { version } = await getCase(kit.deps, people.handler, id)
        const measure = { command: 'act', action: 'lock', userid: 'suspect', text: '先锁定' } as const
        await commandIncident(kit.deps, people.handler, { ...measure, id, version, idempotencyKey: 'lock-0001' })
        return (await getCase(kit.deps, people.handler, id)).lostCaseId
      }
      const first = await lock()
      await kit.deps.db.update(lostCases).set({ phase })
      expect(await lock()).toBe(first)
      expect(await kit.deps.db.select().from(lostCases)).toMatchObject([{ requestId: first, phase }])
    },
  )
})
