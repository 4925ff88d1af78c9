import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Component, h } from 'vue'
import { RouterView } from 'vue-router'
import App from './App.vue'
import { mountUi } from './testing/mount-ui.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Without a host the props would be reactive, and the view another object than `RouterView`. */
const mountApp = (view: Component) => mountUi({ render: () => h(App, { view }) })

it('the app shows the progress bar while the page of a route loads, and has none on a page without a route', async () => {
  const app = mountApp(RouterView)
  const { $router } = app.vm
  await $router.isReady()
  const bar = app.get('[role=progressbar]')
  let open: () => void = () => {}
  $router.beforeResolve(() => new Promise<void>((resolve) => (open = resolve)))
  const going = $router.push('/requests')
  await vi.advanceTimersByTimeAsync(150)
  expect(bar.attributes('hidden')).toBeUndefined()
  open()
  await going
  await vi.advanceTimersByTimeAsync(0)
  expect(bar.attributes('hidden')).toBeDefined()
  const standalone = mountApp({ render: () => null })
  expect(standalone.find('[role=progressbar]').exists()).toBe(false)
})
