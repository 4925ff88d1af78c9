import { expect, it } from 'vitest'
import { exemptAs } from './owner-tamperings.ts'
import { type Changes, sampleBundle } from './sample-bundle.ts'
import { verifyBundle } from './verify-bundle.ts'

const verdict = async (changes: Changes) => {
  const result = await verifyBundle(sampleBundle(changes).bundle)
  return result.isValid ? 'valid' : `${result.fault.code} ${result.fault.file}`
}

type Line = Record<string, unknown>
/** Changes the record of the exemption, or that of the version. */
const exemption = (change: Line): Changes => ({
  history: ([inForce = {}, exempted = {}]) => [inForce, { ...exempted, ...change }],
})
const inForce = (change: Line): Changes => ({
  history: ([first = {}, ...rest]) => [{ ...first, ...change }, ...rest],
})

it('an exempt person was exempted from this policy, before the roster and before its day was over', async () => {
  const missing = 'exemption_missing records.jsonl'
  expect(await verdict(exemption({ details: { userid: 'ZhaoLiu' } }))).toBe('valid')
  expect(await verdict(exemption({ details: { userid: 'wangwu' } }))).toBe(missing)
  expect(await verdict(exemption({ details: 'zhaoliu' }))).toBe(missing)
  expect(await verdict(exemption({ object: 'pol_2' }))).toBe(missing)
  expect(await verdict(exemption({ at: '2026-03-19T00:00:00.000Z' }))).toBe(missing)
})

it('a former member is exempt by what is left of a shortened userid, but not if nothing is left of it', async () => {
  const missing = 'exemption_missing records.jsonl'
  expect(await verdict(exemptAs('zhaoliu@former-0123456789ab'))).toBe('valid')
  expect(await verdict(exemptAs('Zhao@former-0123456789ab'))).toBe('valid')
  expect(await verdict(exemptAs('zhaoliu@former-'))).toBe(missing)
  expect(await verdict(exemptAs('@former-0123456789ab'))).toBe(missing)
  expect(await verdict(exemptAs('@former-'))).toBe(missing)
})

it('there are at most as many exempt people without a name as there are exemptions', async () => {
  const people = (lines: Line[]) => lines.filter(({ userid }) => userid !== 'zhaoliu')
  expect(await verdict({ ...exemption({ details: { userid: 'sunqi' } }), people })).toBe('valid')
  expect(await verdict({ ...exemption({ type: 'policy.exemption_ended' }), people })).toBe(
    'exemption_missing records.jsonl',
  )
})

it('a signed document is the one with which its version came into force, in its language', async () => {
  const notInForce = 'text_not_in_force signatures.jsonl'
  expect(await verdict(inForce({ type: 'policy.published' }))).toBe(notInForce)
  expect(await verdict(inForce({ object: 'pol_2' }))).toBe(notInForce)
  expect(await verdict(inForce({ details: { version: 'pov_1' } }))).toBe(notInForce)
  expect(await verdict(inForce({ details: { version: 'pov_1', docHashes: { en: '0'.repeat(64) } } }))).toBe(notInForce)
})
