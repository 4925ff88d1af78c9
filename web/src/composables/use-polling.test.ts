import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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
    const poll = vi.fn(() => Promise.resolve(false))
    const page = withSetup(() => usePolling(poll, () => true))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(poll).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(poll).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(poll).toHaveBeenCalledTimes(2)
    page.unmount()
  })

  it('polling stops when it is no longer active', async () => {
    let isActive = true
    const poll = vi.fn(() => {
      isActive = false
      return Promise.resolve(true)
    })
    withSetup(() => usePolling(poll, () => isActive))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(poll).toHaveBeenCalledTimes(1)
  })

  it('polling stops on unmount, also with a pending response', async () => {
    let answer: (isNew: boolean) => void = () => undefined
    const poll = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)))
    const page = withSetup(() => usePolling(poll, () => true))
    await vi.advanceTimersByTimeAsync(2_000)
    page.unmount()
    answer(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(poll).toHaveBeenCalledTimes(1)
  })
})
