import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { sampleLostCase } from '../../testing/sample-lost.ts'
import { withSetup } from '../../testing/with-setup.ts'
import { paceOf, useLostCase } from './use-lost-case.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('looks often while something happens by itself, and for what comes just behind a lock', () => {
  const pace = (phase: LostCase['phase'], exposure = sampleLostCase.exposure) => paceOf({ phase, exposure })
  expect([pace('locking'), pace('lock_failed'), pace('unlocking')]).toEqual([1_000, 1_000, 1_000])
  expect([pace('urgent_review'), pace('locked', null), paceOf(null)]).toEqual([3_000, 3_000, 3_000])
  expect([pace('locked'), pace('recovery'), pace('closed')]).toEqual([15_000, 15_000, 15_000])
})

it('begins at the pace of what it finds, when the page came without it', async () => {
  const phases: LostCase['phase'][] = ['locking', 'lock_sent', 'locked']
  const lostCase = vi.fn(() => Promise.resolve({ ...sampleLostCase, phase: phases.shift() ?? 'locked' }))
  const page = withSetup(() => useLostCase('req_1', { lostCase }))
  await flushPromises()
  expect(page.data.value?.phase).toBe('locking')
  await vi.advanceTimersByTimeAsync(1_000)
  await vi.advanceTimersByTimeAsync(1_000)
  expect([page.data.value?.phase, lostCase.mock.calls.length]).toEqual(['locked', 3])
  page.unmount()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(lostCase).toHaveBeenCalledTimes(3)
})
