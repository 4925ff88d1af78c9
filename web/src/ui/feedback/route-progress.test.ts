import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useRouter } from 'vue-router'
import { defineComponent, h, nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import RouteProgress from './RouteProgress.vue'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function mountWithRouter() {
  let router: ReturnType<typeof useRouter> | undefined
  const Host = defineComponent(() => {
    router = useRouter()
    return () => h(RouteProgress)
  })
  const page = mountUi(Host)
  if (!router) throw new Error('no router')
  const bar = page.get('[role=progressbar]')
  return { router, isShown: () => bar.attributes('hidden') === undefined }
}

describe('RouteProgress', () => {
  it('RouteProgress appears after 150 ms of a navigation and disappears with the page', async () => {
    const { router, isShown } = mountWithRouter()
    let open: () => void = () => {}
    router.beforeResolve(() => new Promise<void>((resolve) => (open = resolve)))
    const going = router.push('/requests')
    await vi.advanceTimersByTimeAsync(149)
    expect(isShown()).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await nextTick()
    expect(isShown()).toBe(true)
    open()
    await going
    await vi.advanceTimersByTimeAsync(0)
    expect(isShown()).toBe(false)
  })

  it('RouteProgress disappears when the page cannot be loaded', async () => {
    const { router, isShown } = mountWithRouter()
    let wasShown = false
    router.beforeResolve(async () => {
      await vi.advanceTimersByTimeAsync(200)
      await nextTick()
      wasShown = isShown()
      throw new Error('offline')
    })
    await router.push('/requests').catch(() => undefined)
    await vi.advanceTimersByTimeAsync(1_000)
    expect([wasShown, isShown()]).toEqual([true, false])
  })

  it('RouteProgress does not appear for a page that loads within 150 ms', async () => {
    const { router, isShown } = mountWithRouter()
    router.beforeResolve(() => vi.advanceTimersByTimeAsync(149).then(() => true))
    await router.push('/requests')
    expect(isShown()).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(isShown()).toBe(false)
  })
})
