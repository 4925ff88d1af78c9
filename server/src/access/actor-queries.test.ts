import { describe, expect } from 'vitest'
import { members, roleGrants } from '../db/schema/index.ts'
import { test } from '../testing/kit.ts'
import { findMemberRow, rolesOf, upsertMember } from './actor-queries.ts'

describe('actor queries', () => {
  test('upsertMember takes the values of WeCom, and keeps the stored spelling of the userid', async ({ kit }) => {
    await kit.given.member({ userid: 'LiMin', name: '李敏' })
    const { db, clock, wecom } = kit.deps
    const current = wecom.members.get('LiMin')
    if (!current) throw new Error('the fake WeCom must have the member')
    const renamed = { ...current, userid: 'limin', name: '李民', status: 2 as const, departments: [1, 7] }
    expect(await db.transaction((tx) => upsertMember(kit.deps, tx, renamed, clock.now()))).toBe('LiMin')
    expect(await db.select().from(members)).toMatchObject([
      { userid: 'LiMin', name: '李民', status: 2, departmentIds: [1, 7] },
    ])
  })

  test('findMemberRow ignores the case of the userid, and treats pattern characters as text', async ({ kit }) => {
    await kit.given.member({ userid: 'LiMin' })
    expect((await findMemberRow(kit.deps.db, 'LIMIN'))?.userid).toBe('LiMin')
    expect(await findMemberRow(kit.deps.db, 'li_in')).toBeNull()
    expect(await findMemberRow(kit.deps.db, 'l%')).toBeNull()
  })

  test('rolesOf returns only the roles of active grants', async ({ kit }) => {
    const actor = await kit.given.member({ userid: 'LiMin', roles: ['ops', 'auditor'], adminOf: [9, 4] })
    await kit.given.member({ userid: 'other', roles: ['hr'] })
    expect(await rolesOf(kit.deps, 'limin')).toEqual({ roles: ['ops', 'auditor'], adminOf: [4, 9] })
    await kit.deps.db.update(roleGrants).set({ endedAt: kit.deps.clock.now() })
    expect(await rolesOf(kit.deps, actor.userid)).toEqual({ roles: [], adminOf: [] })
  })
})
