import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ReportAnswer, ReportBody } from '@desk/shared/lost-device/lost-device-schemas'
import { ApiError, type ApiErrorCode } from '../../api/api-error.ts'
import type { LostApi } from '../../api/lost-device-api.ts'
import { fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useLostReport } from './use-lost-report.ts'

const body: ReportBody = {
  subjectId: 'guoji',
  label: '郭𠮷',
  why: 'lost',
  lastSeenAt: '2026-03-17T02:23:00.000Z',
  note: '',
}
const done: ReportAnswer = { id: 'req_1' }

/** Mounts useLostReport with the given responses and records the requests. */
function mountReport(answers: (() => Promise<ReportAnswer>)[], device = fakeDevice()) {
  const keys: string[] = []
  const signals: AbortSignal[] = []
  const report: LostApi['report'] = (_body, { key, signal }) => {
    keys.push(key)
    signals.push(signal)
    return (answers.shift() ?? (() => Promise.resolve(done)))()
  }
  const onDone = vi.fn()
  const page = withSetup(() => useLostReport(onDone, { report }), { device })
  return { page, keys, signals, onDone }
}
const fail = (code: ApiErrorCode) => () => Promise.reject(new ApiError(code))

describe('useLostReport', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each(['offline', 'internal', 'unavailable', 'storage.full', 'input.too_many', 'input.limit_reached'] as const)(
    'a report that fails with %s is unsent and retried with the same key',
    async (code) => {
      const { page, keys, onDone } = mountReport([fail(code), fail(code)])
      await page.send(body)
      expect([page.isUnsent.value, page.error.value]).toEqual([true, undefined])
      await vi.advanceTimersByTimeAsync(10_000)
      expect(onDone).toHaveBeenCalledWith(done)
      expect([keys.length, new Set(keys).size, page.isUnsent.value]).toEqual([3, 1, false])
    },
  )

  it.each([
    ['is sent by the new document after a reload for code that could not be loaded', true, 1],
    ['is not sent by another document', false, 0],
  ])('an unsent report %s', async (_title, isReloaded, times) => {
    const device = fakeDevice()
    const { page } = mountReport([fail('offline')], device)
    await page.send(body)
    if (isReloaded) dispatchEvent(new Event('desk:reload', { cancelable: true }))
    page.unmount()
    const { keys, onDone } = mountReport([], device)
    await vi.advanceTimersByTimeAsync(0)
    expect([keys.length, onDone.mock.calls.length]).toEqual([times, times])
  })

  it('a report without a response is aborted and retried', async () => {
    const never = () =>
      new Promise<ReportAnswer>((_, reject) => {
        signals.at(-1)?.addEventListener('abort', () => {
          reject(new ApiError('offline'))
        })
      })
    const { page, signals, keys, onDone } = mountReport([never])
    void page.send(body)
    await vi.advanceTimersByTimeAsync(20_000)
    expect([signals[0]?.aborted, page.isUnsent.value]).toEqual([true, true])
    await vi.advanceTimersByTimeAsync(5_000)
    expect([onDone.mock.calls.length, new Set(keys).size]).toEqual([1, 1])
  })

  it('a refused report is not retried', async () => {
    const { page, keys } = mountReport([fail('lost.daily_limit')])
    await page.send(body)
    await vi.advanceTimersByTimeAsync(30_000)
    expect([keys.length, page.isUnsent.value]).toEqual([1, false])
    expect(page.error.value).toMatchObject({ code: 'lost.daily_limit' })
  })

  it('retries stop on unmount', async () => {
    const { page, keys } = mountReport([fail('offline')])
    await page.send(body)
    page.unmount()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(keys).toHaveLength(1)
  })
})
