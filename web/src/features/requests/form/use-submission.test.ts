import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { ApiError } from '../../../api/api-error.ts'
import { sampleRequests } from '../../../testing/sample-requests.ts'
import { withSetup } from '../../../testing/with-setup.ts'
import { useSubmission } from './use-submission.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

type Answer = { give: (request: RequestView) => void; fail: (error: unknown) => void; key: string }

function submission() {
  const tries: Answer[] = []
  const onDone = vi.fn()
  const parts = {
    content: () => ({ position: { from: '甲', to: '乙' } }),
    send: (_payload: unknown, { key }: { key: string }) =>
      new Promise<RequestView>((give, fail) => {
        tries.push({ give, fail, key })
      }),
    keyFor: (content: string) => `key of ${content}`,
    onDone,
    onRefused: () => false,
  }
  return { tries, onDone, ...withSetup(() => useSubmission(parts)) }
}

describe('a submission', () => {
  it('is patient for three seconds, slow until ten, then offers a way out', async () => {
    const { slowness, send, unmount } = submission()
    void send()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(slowness.value).toBe('normal')
    await vi.advanceTimersByTimeAsync(1)
    expect(slowness.value).toBe('slow')
    await vi.advanceTimersByTimeAsync(7_000)
    expect(slowness.value).toBe('very-slow')
    unmount()
  })

  it('goes out again under the same key when tried again, and counts one answer only', async () => {
    const { tries, send, onDone } = submission()
    void send()
    void send()
    tries[0]?.give(sampleRequests.waiting)
    tries[1]?.give(sampleRequests.waiting)
    await vi.advanceTimersByTimeAsync(0)
    expect(tries.map(({ key }) => key)).toEqual([tries[0]?.key, tries[0]?.key])
    expect(onDone).toHaveBeenCalledOnce()
  })

  it('waits without a network and goes out by itself when it is back', async () => {
    const { tries, send, isWaitingForNetwork, isSending } = submission()
    void send()
    tries[0]?.fail(new ApiError('offline'))
    await vi.advanceTimersByTimeAsync(0)
    expect([isWaitingForNetwork.value, isSending.value]).toEqual([true, false])
    dispatchEvent(new Event('online'))
    expect(tries).toHaveLength(2)
    expect(isWaitingForNetwork.value).toBe(false)
  })

  it('shows any other failure, and is free to be pressed again', async () => {
    const { tries, send, error, isSending } = submission()
    void send()
    tries[0]?.fail(new ApiError('internal', 'evt_1'))
    await vi.advanceTimersByTimeAsync(0)
    expect(error.value).toMatchObject({ code: 'internal' })
    expect(isSending.value).toBe(false)
  })

  it('once put off, does not come back by itself', async () => {
    const { tries, send, defer, onDone, wasDeferred } = submission()
    void send()
    defer()
    tries[0]?.give(sampleRequests.waiting)
    dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(onDone).not.toHaveBeenCalled()
    expect([tries.length, wasDeferred.value]).toEqual([1, true])
  })
})
