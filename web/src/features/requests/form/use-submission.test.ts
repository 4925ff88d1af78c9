import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../../api/api-error.ts'
import { sampleRequests } from '../../../testing/samples/sample-requests.ts'
import { withSetup } from '../../../testing/with-setup.ts'
import { useSubmission } from './use-submission.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

type Attempt = { resolve: (request: RequestView) => void; reject: (error: unknown) => void; key: string }

function mountSubmission() {
  const attempts: Attempt[] = []
  const onDone = vi.fn()
  const options = {
    content: () => ({ position: { from: '甲', to: '乙' } }),
    send: (_payload: unknown, { key }: { key: string }) =>
      new Promise<RequestView>((resolve, reject) => {
        attempts.push({ resolve, reject, key })
      }),
    keyFor: (content: string) => `key of ${content}`,
    onDone,
    onRefused: () => false,
  }
  return { attempts, onDone, ...withSetup(() => useSubmission(options)) }
}

describe('useSubmission', () => {
  it('a pending submission is reported as slow after 3 s and very slow after 10 s', async () => {
    const { slowness, send, unmount } = mountSubmission()
    void send()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(slowness.value).toBe('normal')
    await vi.advanceTimersByTimeAsync(1)
    expect(slowness.value).toBe('slow')
    await vi.advanceTimersByTimeAsync(7_000)
    expect(slowness.value).toBe('very-slow')
    unmount()
  })

  it('a repeated submission reuses its idempotency key and calls onDone once', async () => {
    const { attempts, send, onDone } = mountSubmission()
    void send()
    void send()
    attempts[0]?.resolve(sampleRequests.waiting)
    attempts[1]?.resolve(sampleRequests.waiting)
    await vi.advanceTimersByTimeAsync(0)
    expect(attempts.map(({ key }) => key)).toEqual([attempts[0]?.key, attempts[0]?.key])
    expect(onDone).toHaveBeenCalledOnce()
  })

  it('a submission that fails offline is sent again when the network returns', async () => {
    const { attempts, send, isWaitingForNetwork, isSending } = mountSubmission()
    void send()
    attempts[0]?.reject(new ApiError('offline'))
    await vi.advanceTimersByTimeAsync(0)
    expect([isWaitingForNetwork.value, isSending.value]).toEqual([true, false])
    dispatchEvent(new Event('online'))
    expect(attempts).toHaveLength(2)
    expect(isWaitingForNetwork.value).toBe(false)
  })

  it('a submission that fails for another reason exposes the error and can be sent again', async () => {
    const { attempts, send, error, isSending } = mountSubmission()
    void send()
    attempts[0]?.reject(new ApiError('internal', 'evt_1'))
    await vi.advanceTimersByTimeAsync(0)
    expect(error.value).toMatchObject({ code: 'internal' })
    expect(isSending.value).toBe(false)
  })

  it('a deferred submission ignores late responses and is not sent again when the network returns', async () => {
    const { attempts, send, defer, onDone, wasDeferred } = mountSubmission()
    void send()
    defer()
    attempts[0]?.resolve(sampleRequests.waiting)
    dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(onDone).not.toHaveBeenCalled()
    expect([attempts.length, wasDeferred.value]).toEqual([1, true])
  })
})
