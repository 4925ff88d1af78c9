import { expect, it, onTestFinished, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useUpdatedLabel } from './use-updated-label.ts'

const MINUTE_MS = 60_000

it('useUpdatedLabel says when the first page of a list was loaded, even after further pages', async () => {
  const items = shallowRef<readonly object[]>([{}])
  const device = fakeDevice()
  const start = device.now()
  let passedMs = 0
  const { label } = withSetup(() => ({ label: useUpdatedLabel(items) }), {
    device: { ...device, now: () => start + passedMs },
  })
  const show = async (minutes: number, next: readonly object[]) => {
    passedMs = minutes * MINUTE_MS
    items.value = next
    await nextTick()
    return label.value
  }
  expect(label.value).toBe('更新于 10:33')
  expect(await show(1, [...items.value, {}])).toBe('更新于 10:33')
  expect(await show(2, [{}, {}])).toBe('更新于 10:35')
  expect(await show(3, [])).toBe('更新于 10:36')
  expect(await show(4, [])).toBe('更新于 10:37')
})

it('useUpdatedLabel names the day of data that was loaded on another day', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const device = fakeDevice()
  const start = device.now()
  let passedMs = 0
  const { label, unmount } = withSetup(() => ({ label: useUpdatedLabel(shallowRef([{}])) }), {
    device: { ...device, now: () => start + passedMs },
  })
  onTestFinished(unmount)
  passedMs = 24 * 60 * MINUTE_MS
  await vi.advanceTimersByTimeAsync(30_000)
  expect(label.value).toBe('更新于 3\u00a0月\u00a017\u00a0日 10:33')
})
