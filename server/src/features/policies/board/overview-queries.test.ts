import { expect } from 'vitest'
import { departments } from '../../../db/schema/index.ts'
import { test } from '../../../testing/kit.ts'
import { listTopDepartments } from './overview-queries.ts'

test("the departments below the company are listed in WeCom's order: the largest number first", async ({ kit }) => {
  const { db, clock } = kit.deps
  const orders = { 2: 10, 3: 4_294_967_295, 4: 20, 5: 20 }
  await kit.given.department({ id: 1 })
  for (const [id, sortOrder] of Object.entries(orders)) {
    const row = { id: Number(id), name: id, parentId: 1, path: [1, Number(id)], syncedAt: clock.now() }
    await db.insert(departments).values({ ...row, sortOrder })
  }
  expect((await listTopDepartments(db, 3)).map(({ id }) => id)).toEqual([3, 4, 5])
})
