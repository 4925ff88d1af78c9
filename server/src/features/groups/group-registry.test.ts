import { idSchema } from '@desk/shared/kernel/ids'
import { DESK_PAGE_SIZE } from '@desk/shared/kernel/page'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { chatGroups, members } from '../../db/schema/index.ts'
import { nameKeysOf } from '../../directory/name-search-keys.ts'
import { createActiveGroup } from '../../testing/fixtures/groups.ts'
import { test } from '../../testing/kit.ts'
import { listGroupRegistry } from './registry/list-registry.ts'

describe('listGroupRegistry', () => {
  test('listGroupRegistry finds a group by part of its topic, by its pinyin and by its owner', async ({ kit }) => {
    const { people, group } = await createActiveGroup(kit)
    await kit.deps.db
      .update(members)
      .set(await nameKeysOf('郭𠮷'))
      .where(eq(members.userid, 'guoji'))
    const find = async (q: string) => (await listGroupRegistry(kit.deps, people.ops, { q })).items.map(({ id }) => id)
    for (const q of ['来料', '料异常', 'lailiao', 'liaoyi', '郭']) expect([q, await find(q)]).toEqual([q, [group.id]])
    for (const q of ['采购', 'caigou', '来常', '料']) expect([q, await find(q)]).toEqual([q, []])
  })

  test('two pages in each order show every group exactly once, except groups without an expiry date in an order by it', async ({
    kit,
  }) => {
    const { people, group } = await createActiveGroup(kit)
    const [row] = await kit.deps.db.select().from(chatGroups).where(eq(chatGroups.id, group.id))
    if (!row) throw new Error('no group')
    await kit.deps.db.insert(chatGroups).values(
      Array.from({ length: DESK_PAGE_SIZE + 20 }, (_, index) => ({
        ...row,
        id: idSchema('group').parse(`grp_0copy${String(index).padStart(3, '0')}`),
        requestId: null,
        chatId: null,
        expiresOn: index % 2 === 0 ? null : '2026-06-30',
        createdAt: new Date(row.createdAt.getTime() - Math.floor(index / 3) * 1000),
      })),
    )
    for (const sort of ['createdAt', '-createdAt', 'expiresOn', '-expiresOn'] as const) {
      const first = await listGroupRegistry(kit.deps, people.ops, { sort })
      const after = first.next ?? undefined
      const second =
        after === undefined ? { items: [], next: null } : await listGroupRegistry(kit.deps, people.ops, { sort, after })
      const ids = [...first.items, ...second.items].map(({ id }) => id)
      const countWithExpiry = (DESK_PAGE_SIZE + 20) / 2 + 1
      expect([sort, new Set(ids).size, ids.length, second.next]).toEqual(
        sort.endsWith('expiresOn')
          ? [sort, countWithExpiry, countWithExpiry, null]
          : [sort, DESK_PAGE_SIZE + 21, DESK_PAGE_SIZE + 21, null],
      )
    }
  })

  test('listGroupRegistry filters by state, and a member without a role gets a not-found error', async ({ kit }) => {
    const { people } = await createActiveGroup(kit)
    expect((await listGroupRegistry(kit.deps, people.ops, { state: 'active' })).items).toHaveLength(1)
    expect((await listGroupRegistry(kit.deps, people.ops, { state: 'archived' })).items).toEqual([])
    await expect(listGroupRegistry(kit.deps, people.mate, {})).rejects.toMatchObject({ status: 404 })
  })
})
