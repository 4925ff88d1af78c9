import { expect, test } from 'vitest'
import { unwrittenVerification } from './decided-as-whole.ts'

test.each([
  ['open', { reached: 0, state: 'waiting' }],
  ['refused', { reached: 1, state: 'stopped' }],
  ['withdrawn', { reached: 0, state: 'stopped' }],
  ['failed', { reached: 1, state: 'failed' }],
  ['done', { reached: 3, state: 'done' }],
] as const)('a %s request that writes nothing in WeCom has reached %o', (state, proof) => {
  expect(unwrittenVerification({ state } as Parameters<typeof unwrittenVerification>[0])).toEqual(proof)
})
