import { describe, expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import { test } from '../../testing/kit.ts'
import { syncLeaderGrants } from './sync-leader-grants.ts'

describe('syncLeaderGrants', () => {
  test('12,000 leaders of the first sync receive their grants', async ({ kit }) => {
    const leaders = Array.from({ length: 12_000 }, (_, nth) => ({ userid: `leader${nth}`, departmentId: nth + 2 }))
    await kit.deps.db.transaction((tx) => syncLeaderGrants(kit.deps, tx, leaders))
    expect(await kit.deps.db.$count(roleGrants)).toBe(12_000)
  })
})
