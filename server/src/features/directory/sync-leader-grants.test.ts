import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { isNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import { endSuspension, suspendAccount } from '../../directory/suspension-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { endGrants } from '../accounts/close/held-queries.ts'
import { endRole } from '../roles/end-role.ts'
import { grantRole } from '../roles/grant-role.ts'
import type { Leadership } from './directory-queries.ts'
import { syncLeaderGrants } from './sync-leader-grants.ts'

const TODAY: CalendarDay = '2026-03-17'

async function createTeam(kit: Kit) {
  const { deps, given } = kit
  const root = await given.department()
  const department = await given.department({ parent: root })
  const ops = await given.member({ userid: 'ops', roles: ['ops'], department: root })
  await given.member({ userid: 'limin', name: '李敏', department })
  const leads: Leadership[] = [{ userid: 'limin', departmentId: department }]
  const body = { role: 'dept_admin', userid: 'limin', departmentId: department } as const
  return {
    leads,
    ops,
    /** Grants the member the role until today. */
    grantUntilToday: () => grantRole(deps, ops, { ...body, endsOn: TODAY }),
    sync: (leaderships: readonly Leadership[] = leads) =>
      deps.db.transaction((tx) => syncLeaderGrants(deps, tx, leaderships)),
    async listOpen() {
      const rows = await deps.db.select().from(roleGrants).where(isNull(roleGrants.endedAt))
      return rows.filter(({ userid }) => userid === 'limin').map(({ id, source }) => ({ id, source }))
    },
  }
}

// A leader is proposed by an unconfirmed grant with the source `leader`, which ops confirm or end.
describe('syncLeaderGrants', () => {
  test('12,000 leaders of the first sync receive their grants', async ({ kit }) => {
    const leaders = Array.from({ length: 12_000 }, (_, nth) => ({ userid: `leader${nth}`, departmentId: nth + 2 }))
    await kit.deps.db.transaction((tx) => syncLeaderGrants(kit.deps, tx, leaders))
    expect(await kit.deps.db.$count(roleGrants)).toBe(12_000)
  })

  test('a leader whose dated grant has ended is proposed, and not before', async ({ kit }) => {
    const { grantUntilToday, sync, listOpen } = await createTeam(kit)
    await grantUntilToday()
    await sync()
    expect(await listOpen()).toMatchObject([{ source: 'setting' }])
    kit.deps.clock.advanceHours(24)
    await sync()
    expect(await listOpen()).toMatchObject([{ source: 'leader' }])
  })

  test('a proposal that a dated grant replaced is made again when the dated grant has ended', async ({ kit }) => {
    const { grantUntilToday, sync, listOpen } = await createTeam(kit)
    await sync()
    expect(await listOpen()).toMatchObject([{ source: 'leader' }])
    await grantUntilToday()
    expect(await listOpen()).toMatchObject([{ source: 'setting' }])
    kit.deps.clock.advanceHours(24)
    await sync()
    expect(await listOpen()).toMatchObject([{ source: 'leader' }])
  })

  test('a leader whose account was closed is proposed once it is enabled again, and not before', async ({ kit }) => {
    const { sync, listOpen } = await createTeam(kit)
    const { deps } = kit
    await sync()
    const [proposed] = await listOpen()
    const ids = [proposed?.id ?? '']
    await deps.db.transaction(async (tx) => {
      await endGrants(tx, ids, 'system:accounts.close', deps.clock.now())
      await suspendAccount(tx, 'limin', 'close', deps.clock.now())
    })
    await sync()
    expect(await listOpen()).toEqual([])
    await deps.db.transaction((tx) => endSuspension(tx, 'LiMin', 'close', deps.clock.now()))
    await sync()
    expect(await listOpen()).toMatchObject([{ source: 'leader' }])
  })

  test('a proposal is not made again once ops ended it or the grant that replaced it', async ({ kit }) => {
    const { ops, grantUntilToday, sync, listOpen } = await createTeam(kit)
    await sync()
    await grantUntilToday()
    const [granted] = await listOpen()
    await endRole(kit.deps, ops, granted?.id ?? '')
    await sync()
    expect(await listOpen()).toEqual([])
  })
})
