import { isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { RequestId } from '@desk/shared/kernel/ids'
import { apiKeys, delegations, guardians, roleGrants } from '../../../db/schema/index.ts'
import { onCallSetting } from '../../../kernel/on-call-setting.ts'
import { writeSetting } from '../../../kernel/settings-queries.ts'
import { closingCompany, openEmergency, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { createGuardian, report } from '../../../testing/fixtures/lost-device.ts'
import { createSession } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { submitInfoChange } from '../../../testing/request-fixtures.ts'
import { currentActorOf } from '../../../testing/current-actor-of.ts'
import { requireRequest } from '../../requests/model/request-queries.ts'
import { confirmClosing, reEnable } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'

/** Creates a leaver who decides requests as a second admin, and has requests, delegations and guardians of their own. */
async function createBusyLeaver(kit: Kit) {
  const { db, ids, clock } = kit.deps
  const company = await closingCompany(kit)
  const { leaver, third, admin, department } = company
  const at = clock.now()
  await db.insert(roleGrants).values({
    id: ids.next('grant'),
    userid: leaver.userid,
    role: 'dept_admin',
    departmentId: department,
    source: 'setting',
    grantedAt: at,
    confirmedAt: at,
  })
  await createGuardian(kit, leaver.userid, third.userid)
  // The delegations begin next week, so nobody acts for anybody yet.
  const nextWeek = { startsOn: '2026-03-25', endsOn: '2026-03-30', note: '', createdAt: at }
  await db.insert(delegations).values([
    { ...nextWeek, id: ids.next('delegation'), principal: 'GuoJi', delegate: 'third' },
    { ...nextWeek, id: ids.next('delegation'), principal: admin.userid, delegate: 'guoji' },
  ])
  const position = { from: '店员', to: '组长' }
  const waiting = await submitInfoChange(kit, third, { position })
  expect(waiting.deciders.map(({ userid }) => userid).toSorted()).toEqual(['guoji', 'limin'])
  const own = await submitInfoChange(kit, leaver)
  const asAdmin = await currentActorOf(kit, leaver.userid)
  const forMate = await submitInfoChange(kit, asAdmin, { subjectId: 'mate', position })
  const rowOf = (view: { id: RequestId }) => requireRequest(db, view.id)
  return { ...company, waiting, own, forMate, rowOf }
}

describe('what ends with the account of a leaver', () => {
  test('what ends with the account of a leaver is found when the closing is opened, each kind with its count', async ({
    kit,
  }) => {
    const { db, clock } = kit.deps
    const company = await createBusyLeaver(kit)
    const onCallRow = (userid: string) => ({ userid, phone: '138 0000 2046', from: 8, to: 20 })
    const value = { rows: [onCallRow('GuoJi'), onCallRow('limin')], creator: null }
    await db.transaction((tx) => writeSetting(tx, onCallSetting, { value, by: 'ops', at: clock.now() }))
    const key = { id: 'key-1', name: '看板', keyHash: 'hash', prefix: 'desk_', scopes: [], createdBy: 'GuoJi' }
    const at = clock.now()
    await db.insert(apiKeys).values([
      { ...key, createdAt: at, expiresAt: at },
      { ...key, id: 'key-2', keyHash: 'revoked', createdAt: at, expiresAt: at, revokedAt: at },
    ])
    await createSession(kit.deps, company.leaver)
    await report(kit, company.mate, company.leaver.userid)
    const { items } = await openFor(kit, company)
    const found = items.filter(({ state }) => state === 'automatic').map(({ kind, count }) => [kind, count])
    expect(Object.fromEntries(found)).toEqual({
      approvals: 1,
      delegation: 2,
      role: 1,
      ward: 1,
      guardian: 1,
      // A request about a colleague is not handed over: it continues.
      request: 1,
      lost_case: 1,
      on_call: 1,
      api_key: 1,
      sessions: 1,
    })
  })

  test('what ends with the account of a leaver is ended when the account is disabled, and does not return when it is enabled again', async ({
    kit,
  }) => {
    const { db } = kit.deps
    const { hr, lead, leaver, waiting, own, forMate, rowOf } = await createBusyLeaver(kit)
    const { id, version } = await openEmergency(kit, { hr, leaver })
    await confirmClosing(kit.deps, lead, { id, version })
    await runClosings(kit)
    const { approvers, state } = await rowOf(waiting)
    const open = approvers.filter(({ closedAt }) => closedAt === null).map(({ userid }) => userid)
    expect([state, open]).toEqual(['open', ['limin']])
    expect([(await rowOf(own)).state, (await rowOf(forMate)).state]).toEqual(['withdrawn', 'open'])
    expect(await db.$count(delegations, isNull(delegations.revokedAt))).toBe(0)
    const pairs = await db.select().from(guardians)
    expect(
      pairs.map(({ guardianId, wardId, state: pairState }) => `${guardianId} for ${wardId}: ${pairState}`).toSorted(),
    ).toEqual(['guoji for mate: resigned', 'third for guoji: ended'])
    const disabled = await getClosing(kit.deps, hr, id)
    expect(disabled.phase).toBe('disabled')
    await reEnable(kit.deps, hr, { id, version: disabled.version })
    await runClosings(kit)
    expect((await getClosing(kit.deps, hr, id)).phase).toBe('re_enabled')
    expect(await currentActorOf(kit, 'guoji')).toMatchObject({ roles: [], adminOf: [] })
    expect((await rowOf(waiting)).approvers.find(({ userid }) => userid === 'guoji')?.closedAt).not.toBeNull()
    expect(await db.$count(delegations, isNull(delegations.revokedAt))).toBe(0)
  })
})
