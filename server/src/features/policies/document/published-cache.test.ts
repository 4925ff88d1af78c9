import { describe, expect, test as plain } from 'vitest'
import { test } from '../../../testing/kit.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  policyCompany,
  publishNextVersion,
} from '../../../testing/fixtures/policy.ts'
import { listActivePolicies } from './policy-queries.ts'
import { publishedCache, publishedKey } from './published-cache.ts'

describe('the cache of published versions', () => {
  plain(
    'the key of a published version contains the hash of its content, and a version without a hash has no key',
    () => {
      const version = { versionId: 'pov_1', textHash: 'a' } as const
      expect(publishedKey(version)).not.toBe(publishedKey({ ...version, textHash: 'b' }))
      expect(publishedKey({ ...version, textHash: null })).toBeNull()
    },
  )

  plain('a map that was taken from the cache keeps a published version that the cache drops', () => {
    const cache = publishedCache<number>()
    cache.keep('first', 1)
    cache.keep(null, 0)
    const known = cache.known()
    for (let index = 0; index < 150; index += 1) cache.keep(String(index), index)
    expect(known.get('first')).toBe(1)
    expect(cache.known().has('first')).toBe(false)
  })

  test('the cached version is the one in force, even after another was published', async ({ kit }) => {
    const people = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, people, draftOf([clause('1')], { daysToSign: 7 }))
    const read = async () => (await listActivePolicies(kit.deps.db)).map(({ daysToSign }) => daysToSign)
    expect([await read(), await read()]).toEqual([[7], [7]])
    const next = draftOf([clause('1', '改了。')], { daysToSign: 30 })
    await publishNextVersion(kit, people, id, 'major', next)
    expect([await read(), await read()]).toEqual([[30], [30]])
  })
})
