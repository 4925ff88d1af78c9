import { expect } from 'vitest'
import { test } from '../../testing/kit.ts'
import { createSizeCache } from './directory-size-cache.ts'

test('the size of the directory is counted again after a minute, or when what is shown of its changes differs', async ({
  kit,
}) => {
  const size = createSizeCache()
  await kit.given.department({ id: 1 })
  await kit.given.member({ userid: 'a' })
  expect(await size.read(kit.deps, { joined: 0 })).toEqual({ members: 1, departments: 1 })
  await kit.given.member({ userid: 'b' })
  expect(await size.read(kit.deps, { joined: 0 })).toEqual({ members: 1, departments: 1 })
  expect(await size.read(kit.deps, { joined: 1 })).toEqual({ members: 2, departments: 1 })
  await kit.given.member({ userid: 'c' })
  kit.deps.clock.advanceSeconds(60)
  expect(await size.read(kit.deps, { joined: 1 })).toEqual({ members: 3, departments: 1 })
})
