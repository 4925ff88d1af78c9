import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { sampleLostCase } from '../../testing/samples/sample-lost.ts'
import { withSetup } from '../../testing/with-setup.ts'
import { pollIntervalOf, useLostCase } from './use-lost-case.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('pollIntervalOf is short while a command is executed or a decision or exposure report is pending', () => {
  const interval = (phase: LostCase['phase'], exposure = sampleLostCase.exposure) => pollIntervalOf({ phase, exposure })
  expect([interval('locking'), interval('lock_failed'), interval('unlocking')]).toEqual([1_000, 1_000, 1_000])
  expect([interval('urgent_review'), interval('locked', null), pollIntervalOf(null)]).toEqual([3_000, 3_000, 3_000])
  expect([interval('locked'), interval('recovery'), interval('closed')]).toEqual([15_000, 15_000, 15_000])
})

it('useLostCase polls at the interval of the loaded case and stops on unmount', async () => {
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

it('useLostCase stops polling when its page is left during a request', async () => {
  const ANSWER_MS = 500
  const lostCase = vi.fn(
    () =>
      new Promise<LostCase>((resolve) => {
        setTimeout(() => {
          resolve({ ...sampleLostCase, phase: 'locking' })
        }, ANSWER_MS)
      }),
  )
  const page = withSetup(() => useLostCase('req_1', { lostCase }))
  await vi.advanceTimersByTimeAsync(ANSWER_MS)
  await vi.advanceTimersByTimeAsync(1_000)
  expect([page.data.value?.phase, lostCase.mock.calls.length]).toEqual(['locking', 2])
  page.unmount()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(lostCase).toHaveBeenCalledTimes(2)
})
