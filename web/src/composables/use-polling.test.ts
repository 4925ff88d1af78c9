import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withSetup } from '../testing/with-setup.ts'
import { usePolling } from './use-polling.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('polling', () => {
  it('looks every two seconds at first, then rarer', async () => {
    const look = vi.fn(() => Promise.resolve(false))
    const page = withSetup(() => usePolling(look, () => true))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(look).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(look).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(look).toHaveBeenCalledTimes(2)
    page.unmount()
  })

  it('stops when there is nothing to wait for', async () => {
    let isActive = true
    const look = vi.fn(() => {
      isActive = false
      return Promise.resolve(true)
    })
    withSetup(() => usePolling(look, () => isActive))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(look).toHaveBeenCalledTimes(1)
  })

  it('stops when the page is left, even with an answer under way', async () => {
    let answer: (isNew: boolean) => void = () => undefined
    const look = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)))
    const page = withSetup(() => usePolling(look, () => true))
    await vi.advanceTimersByTimeAsync(2_000)
    page.unmount()
    answer(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(look).toHaveBeenCalledTimes(1)
  })
})
