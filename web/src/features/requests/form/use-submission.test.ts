import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { nextTick, shallowRef } from 'vue'
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

type Attempt = { resolve: (request: RequestView) => void; reject: (error: unknown) => void; key: string; to: string }

function mountSubmission() {
  const attempts: Attempt[] = []
  const onDone = vi.fn()
  const renewKey = vi.fn()
  const to = shallowRef('乙')
  const isComplete = shallowRef(true)
  const options = {
    content: () => ({ to: to.value }),
    send: (payload: { to: string }, { key }: { key: string }) =>
      new Promise<RequestView>((resolve, reject) => {
        attempts.push({ resolve, reject, key, to: payload.to })
      }),
    submit: () => {
      if (isComplete.value) void submission.send()
    },
    draft: { keyFor: (content: string) => `key of ${content}`, renewKey },
    onDone,
    onRefused: () => false,
  }
  const submission = withSetup(() => useSubmission(options))
  return { attempts, onDone, renewKey, to, isComplete, ...submission }
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

  it.each(['edited', 'incomplete'])(
    'a form that is %s while it waits for the network is not sent when the network returns',
    async (change) => {
      const { attempts, send, isWaitingForNetwork, to, isComplete } = mountSubmission()
      void send()
      attempts[0]?.reject(new ApiError('offline'))
      await vi.advanceTimersByTimeAsync(0)
      if (change === 'edited') to.value = '高级'
      else isComplete.value = false
      await nextTick()
      dispatchEvent(new Event('online'))
      expect([attempts.length, isWaitingForNetwork.value]).toEqual([1, false])
    },
  )

  it('a retry of a slow submission sends what was submitted, and a retry of a failed one checks the form again', async () => {
    const { attempts, send, retry, to, isComplete } = mountSubmission()
    void send()
    to.value = '高级'
    void retry()
    expect(attempts.map((attempt) => attempt.to)).toEqual(['乙', '乙'])
    attempts[1]?.reject(new ApiError('internal'))
    await vi.advanceTimersByTimeAsync(0)
    isComplete.value = false
    void retry()
    expect(attempts).toHaveLength(2)
    isComplete.value = true
    void retry()
    expect(attempts.map((attempt) => attempt.to)).toEqual(['乙', '乙', '高级'])
  })

  it.each([
    ['gets another key', 'idempotency.key_reused', 1],
    ['keeps its key', 'internal', 0],
    ['keeps its key', 'offline', 0],
  ] as const)('a submission %s after the error %s', async (_title, code, renewals) => {
    const { attempts, send, renewKey } = mountSubmission()
    void send()
    attempts[0]?.reject(new ApiError(code))
    await vi.advanceTimersByTimeAsync(0)
    expect(renewKey).toHaveBeenCalledTimes(renewals)
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
