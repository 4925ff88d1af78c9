import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import { withSetup } from '../testing/with-setup.ts'
import { usePolling } from './use-polling.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('usePolling', () => {
  it('usePolling polls after two seconds and then less often', async () => {
    const poll = vi.fn(() => Promise.resolve())
    const page = withSetup(() => usePolling({ reload: poll, seen: () => 1, isActive: () => true }))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(poll).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(poll).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(poll).toHaveBeenCalledTimes(2)
    page.unmount()
  })

  it('a change, even one by an action on the page, starts with two seconds again', async () => {
    const version = shallowRef(1)
    const poll = vi.fn(() => Promise.resolve())
    withSetup(() => usePolling({ reload: poll, seen: () => version.value, isActive: () => true }))
    await vi.advanceTimersByTimeAsync(30_000)
    poll.mockClear()
    version.value = 2
    await vi.advanceTimersByTimeAsync(2_000)
    expect(poll).toHaveBeenCalledTimes(1)
  })

  it('polling stops when it is no longer active', async () => {
    let isActive = true
    const poll = vi.fn(() => {
      isActive = false
      return Promise.resolve()
    })
    withSetup(() => usePolling({ reload: poll, seen: () => 1, isActive: () => isActive }))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(poll).toHaveBeenCalledTimes(1)
  })

  it('polling stops on unmount, even with a pending response', async () => {
    let answer: () => void = () => undefined
    const poll = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)))
    const page = withSetup(() => usePolling({ reload: poll, seen: () => 1, isActive: () => true }))
    await vi.advanceTimersByTimeAsync(2_000)
    page.unmount()
    answer()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(poll).toHaveBeenCalledTimes(1)
  })
})
