import { expect, it } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { withSetup } from '../../testing/with-setup.ts'
import { useVerification } from './use-verification.ts'
import type { KnownElsewhere, Verification } from './verify-files.ts'

it('a key that is entered while a file is verified is compared before a result is shown', async () => {
  const comparisons: KnownElsewhere[] = []
  const ends: (() => void)[] = []
  const { vkey, result, isBusy, pick } = withSetup(() =>
    useVerification(({ name }, known) => {
      comparisons.push(known)
      const found: Verification = { kind: 'proof-fault', fault: 'not_included', name, sha256: '00' }
      return new Promise((resolve) => ends.push(() => resolve(found)))
    }),
  )
  const picked = pick(new File(['PK'], 'evidence.zip'))
  await eventually(() => expect(comparisons).toHaveLength(1))
  vkey.value = 'desk.example.com/audit+00000000+AQ=='
  ends[0]?.()
  await eventually(() => expect(comparisons).toHaveLength(2))
  expect([result.value, isBusy.value]).toEqual([null, true])
  ends[1]?.()
  await picked
  expect([result.value?.kind, isBusy.value]).toEqual(['proof-fault', false])
  expect(comparisons.map((known) => known.vkey)).toEqual(['', 'desk.example.com/audit+00000000+AQ=='])
})
