import { createTestingPinia } from '@pinia/testing'
import { vi } from 'vitest'
import { createApp, type App } from 'vue'
import { provideInitialState } from '../platform/initial-state.ts'
import { provideApi, type DeskApi } from '../api/desk-api.ts'
import { createLazyProxy } from '../api/lazy-proxy.ts'
import { createClock, provideClock } from '../composables/use-server-clock.ts'
import { provideDevice, type Device } from '../platform/device.ts'
import { noopBridge, provideBridge, type WecomBridge } from '../wecom/bridge.ts'
import { loadAllMessages } from './all-messages.ts'
import { sampleInitialState, samplePages } from './sample-pages.ts'

await loadAllMessages()

/** For calls that a test does not expect. */
export const rejectUnexpected = (): Promise<never> => Promise.reject(new Error('not expected in this test'))

type ApiOverrides = Partial<Omit<DeskApi, 'engine' | 'info' | 'identity'>> & {
  [Part in 'engine' | 'info' | 'identity']?: Partial<DeskApi[Part]>
}

/** Returns an API whose calls reject, except `overrides`. */
export const fakeApi = (overrides: ApiOverrides = {}): DeskApi =>
  withOverrides(createLazyProxy<DeskApi>(rejectUnexpected), overrides)

const withOverrides = <Whole extends object>(whole: Whole, overrides: object): Whole =>
  new Proxy(whole, {
    get(_, name) {
      const override: unknown = Reflect.get(overrides, name)
      const original: unknown = Reflect.get(whole, name)
      if (override === undefined) return original
      return typeof override === 'object' ? withOverrides(original as object, override as object) : override
    },
  })

/** Time stands still; keys are `key1`, `key2`, …; storage is a map that a test may look into. */
export function fakeDevice(stored = new Map<string, string>(), inTab = new Map<string, string>()): Device {
  let keys = 0
  return {
    now: () => Date.parse('2026-03-17T02:33:00.000Z'),
    createIdempotencyKey: () => `key${String((keys += 1))}`,
    storage: storageOn(stored),
    tab: storageOn(inTab),
  }
}

const storageOn = (kept: Map<string, string>): Device['storage'] => ({
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => {
    kept.set(name, value)
  },
  removeItem: (name) => {
    kept.delete(name)
  },
})

export type TestDependencies = {
  api?: DeskApi
  device?: Device
  bridge?: WecomBridge
  initialState?: ReturnType<typeof sampleInitialState>
}

export function provideTestDependencies(app: App, { api, device, bridge, initialState }: TestDependencies = {}): void {
  const known = initialState ?? sampleInitialState(samplePages.home)
  const onDevice = device ?? fakeDevice()
  app.use(createTestingPinia({ createSpy: vi.fn, stubActions: false }))
  provideInitialState(app, known)
  provideApi(app, api ?? fakeApi())
  provideBridge(app, bridge ?? noopBridge)
  provideDevice(app, onDevice)
  provideClock(
    app,
    createClock(known.now, () => onDevice.now()),
  )
}

/** Runs a composable in a mounted app; `unmount()` is leaving the page. */
export function withSetup<Result extends object>(
  composable: () => Result,
  parts: TestDependencies = {},
): Result & { unmount: () => void } {
  let result: Result | undefined
  const app = createApp({
    setup() {
      result = composable()
      return () => null
    },
  })
  provideTestDependencies(app, parts)
  app.mount(document.createElement('div'))
  return Object.assign(result as Result, {
    unmount: () => {
      app.unmount()
    },
  })
}
