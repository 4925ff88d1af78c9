import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members } from '../../../db/schema/index.ts'
import { heldDepartures } from '../../../directory/held-departures.ts'
import { markMembersLeft } from '../../../directory/sync-members-queries.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { syncDirectory } from './sync-directory.ts'

/** A number of members that is over the limit of those marked as left at once. */
const MANY = 25

/** Creates a company of `count` members and one who stays. WeCom's lists leave out members out of range. */
async function arrange({ deps, given }: Kit, count = MANY) {
  const userids = Array.from({ length: count }, (_, index) => `p${String(index).padStart(3, '0')}`)
  await given.department({ id: 1 })
  for (const userid of [...userids, 'stays']) await given.member({ userid, department: 1 })
  const { wecom } = deps
  const { listMembers } = wecom
  wecom.listMembers = async (id) =>
    (await listMembers(id)).filter(({ userid }) => !wecom.console.outOfRange.has(userid))
  return {
    userids,
    /** Syncs, and returns who has left and how many are held. */
    async sync() {
      deps.clock.advanceSeconds(60)
      await syncDirectory(deps)
      const rows = await deps.db.select({ userid: members.userid }).from(members).where(eq(members.status, 5))
      const { held } = (await readSetting(deps.db, heldDepartures)).value
      return [rows.map(({ userid }) => userid).toSorted(), held?.people ?? 0]
    },
  }
}

describe('many missing members', () => {
  test('members whose accounts are deleted are marked as left, however many', async ({ kit }) => {
    const { userids, sync } = await arrange(kit)
    for (const userid of userids) kit.deps.wecom.members.delete(userid)
    expect(await sync()).toEqual([userids, 0])
  })

  test('hundreds of deleted members are marked as left', { timeout: 60_000 }, async ({ kit }) => {
    const { userids, sync } = await arrange(kit, 520)
    for (const userid of userids) kit.deps.wecom.members.delete(userid)
    expect(await sync()).toEqual([userids, 0])
  })

  test('deleted members among many hidden ones are marked as left by the first sync', async ({ kit }) => {
    const { userids, sync } = await arrange(kit, MANY + 5)
    for (const userid of userids.slice(0, MANY)) kit.deps.wecom.console.outOfRange.add(userid)
    for (const userid of userids.slice(MANY)) kit.deps.wecom.members.delete(userid)
    expect(await sync()).toEqual([userids.slice(MANY), MANY])
  })

  test('of more than a few missing members, WeCom is not asked who is shown as having left', async ({ kit }) => {
    const { userids, sync } = await arrange(kit)
    const { outOfRange, leftWithRecord } = kit.deps.wecom.console
    for (const userid of userids) outOfRange.add(userid)
    leftWithRecord.add(userids[0]!)
    expect(await sync()).toEqual([[], MANY])
    expect(await sync()).toEqual([[], MANY])
  })

  test.for([
    [19, 'is marked as left', ['new00']],
    [20, 'is held', []],
  ] as const)(
    'a member shown as having left, newly missing with %i others beside held ones, %s',
    async ([otherCount, , expected], { kit }) => {
      const { userids, sync } = await arrange(kit)
      const newlyMissing = Array.from({ length: otherCount + 1 }, (_, index) => `new${String(index).padStart(2, '0')}`)
      for (const userid of newlyMissing) await kit.given.member({ userid, department: 1 })
      const { outOfRange, leftWithRecord } = kit.deps.wecom.console
      for (const userid of userids) outOfRange.add(userid)
      await sync()
      for (const userid of newlyMissing) outOfRange.add(userid)
      for (const userid of [newlyMissing[0]!, userids[0]!]) leftWithRecord.add(userid)
      expect(await sync()).toEqual([expected, MANY + newlyMissing.length - expected.length])
    },
  )

  test('members whom callbacks mark as left during the sync count towards its limit', async ({ kit }) => {
    const { userids, sync } = await arrange(kit, 30)
    const { deps } = kit
    for (const userid of userids) deps.wecom.console.outOfRange.add(userid)
    const { findAccounts } = deps.wecom
    deps.wecom.findAccounts = async (asked) => {
      const reading = { at: deps.clock.now(), source: 'callback:1' }
      await deps.db.transaction((tx) => markMembersLeft(deps, tx, userids.slice(0, 15), reading))
      return findAccounts(asked)
    }
    expect(await sync()).toEqual([userids.slice(0, 15), 15])
  })

  test('after a sync that read nobody, the list of accounts proves no deletion', async ({ kit }) => {
    const { userids, sync } = await arrange(kit)
    for (const userid of userids) kit.deps.wecom.members.delete(userid)
    kit.deps.wecom.console.outOfRange.add('stays')
    expect(await sync()).toEqual([[], MANY + 1])
  })

  test.for([
    ['cannot be read', () => Promise.reject(new WecomRefusedError(60020, 'user/list_id'))],
    ['is not available', () => Promise.resolve(null)],
    ['lacks a member whom the sync has read', () => Promise.resolve([])],
    ['lacks one of several members whom the sync has read', () => Promise.resolve(['stays'])],
  ] as const)('members are held while the list of accounts %s', async ([, findAccounts], { kit }) => {
    const { userids, sync } = await arrange(kit)
    await kit.given.member({ userid: 'also', department: 1 })
    for (const userid of userids) kit.deps.wecom.members.delete(userid)
    Object.assign(kit.deps.wecom, { findAccounts })
    expect(await sync()).toEqual([[], MANY])
  })
})
