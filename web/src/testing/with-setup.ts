import { createTestingPinia } from '@pinia/testing'
import { vi } from 'vitest'
import { createApp, type App } from 'vue'
import { provideInitialState } from '../platform/initial-state.ts'
import { provideApi, type DeskApi } from '../api/desk-api.ts'
import { createLazyProxy } from '../platform/lazy-proxy.ts'
import { createClock, provideClock } from '../composables/use-server-clock.ts'
import { provideDevice, type Device } from '../platform/device.ts'
import { noopBridge, provideBridge, type WecomBridge } from '../wecom/bridge.ts'
import { loadAllMessages } from './all-messages.ts'
import { sampleInitialState, samplePages } from './samples/sample-pages.ts'

await loadAllMessages()

/** Rejects a call that a test does not expect. */
export const rejectUnexpected = (): Promise<never> => Promise.reject(new Error('not expected in this test'))

type ApiOverrides = Partial<Omit<DeskApi, 'requests' | 'info' | 'identity'>> & {
  [Part in 'requests' | 'info' | 'identity']?: Partial<DeskApi[Part]>
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

/** Returns a device with a constant clock, the keys `key1`, `key2`, … and storage in maps that a test can read. */
export function fakeDevice(stored = new Map<string, string>(), inTab = new Map<string, string>()): Device {
  let keys = 0
  return {
    now: () => Date.parse('2026-03-17T02:33:00.000Z'),
    createIdempotencyKey: () => `key${String((keys += 1))}`,
    storage: storageOn(stored),
    tabStorage: storageOn(inTab),
  }
}

const storageOn = (entries: Map<string, string>): Device['storage'] => ({
  getItem: (name) => entries.get(name) ?? null,
  setItem: (name, value) => {
    entries.set(name, value)
  },
  removeItem: (name) => {
    entries.delete(name)
  },
})

export type TestDependencies = {
  api?: DeskApi
  device?: Device
  bridge?: WecomBridge
  initialState?: ReturnType<typeof sampleInitialState>
}

/** Provides what the app provides, with fakes for what is not given. */
export function provideTestDependencies(app: App, { api, device, bridge, initialState }: TestDependencies = {}): void {
  const state = initialState ?? sampleInitialState(samplePages.home)
  const testDevice = device ?? fakeDevice()
  app.use(createTestingPinia({ createSpy: vi.fn, stubActions: false }))
  provideInitialState(app, state)
  provideApi(app, api ?? fakeApi())
  provideBridge(app, bridge ?? noopBridge)
  provideDevice(app, testDevice)
  provideClock(
    app,
    createClock(state.now, () => testDevice.now()),
  )
}

/** Runs a composable in a mounted app; `unmount()` leaves the page. */
export function withSetup<Result extends object>(
  composable: () => Result,
  dependencies: TestDependencies = {},
): Result & { unmount: () => void } {
  let result: Result | undefined
  const app = createApp({
    setup() {
      result = composable()
      return () => null
    },
  })
  provideTestDependencies(app, dependencies)
  app.mount(document.createElement('div'))
  return Object.assign(result as Result, {
    unmount: () => {
      app.unmount()
    },
  })
}
