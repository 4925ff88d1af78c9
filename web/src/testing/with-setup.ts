import { createApiClient } from '@desk/server/client'
import { createTestingPinia } from '@pinia/testing'
import { vi } from 'vitest'
import { createApp, type App } from 'vue'
import { provideInitialState } from '../platform/initial-state.ts'
import { provideApi, type DeskApi } from '../api/desk-api.ts'
import { noEngineApi } from '../api/no-engine-api.ts'
import { noInfoApi } from '../api/no-info-api.ts'
import { noIdentityApi } from '../api/no-identity-api.ts'
import { createClock, provideClock } from '../composables/use-clock.ts'
import { provideDevice, type Device } from '../platform/device.ts'
import { noBridge, provideBridge, type WecomBridge } from '../wecom/bridge.ts'
import { loadAllMessages } from './all-messages.ts'
import { sampleInitialState, samplePages } from './sample-boots.ts'

await loadAllMessages()

const notExpected = (): Promise<never> => Promise.reject(new Error('not expected in this test'))

export const fakeApi = (over: Partial<DeskApi> = {}): DeskApi => ({
  home: notExpected,
  infoChangeForm: notExpected,
  submit: notExpected,
  jssdkSignature: notExpected,
  engine: noEngineApi(notExpected),
  info: noInfoApi(notExpected),
  identity: noIdentityApi(notExpected),
  client: createApiClient('/', { fetch: notExpected }).api,
  ...over,
})

/** Time stands still; keys are `key1`, `key2`, …; storage is a map that a test may look into. */
export function fakeDevice(stored = new Map<string, string>(), inTab = new Map<string, string>()): Device {
  let keys = 0
  return {
    now: () => Date.parse('2026-03-17T02:33:00.000Z'),
    newKey: () => `key${String((keys += 1))}`,
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

export type TestParts = {
  api?: DeskApi
  device?: Device
  bridge?: WecomBridge
  initialState?: ReturnType<typeof sampleInitialState>
}

export function provideAll(app: App, { api, device, bridge, initialState }: TestParts = {}): void {
  const known = initialState ?? sampleInitialState(samplePages.home)
  const onDevice = device ?? fakeDevice()
  app.use(createTestingPinia({ createSpy: vi.fn, stubActions: false }))
  provideInitialState(app, known)
  provideApi(app, api ?? fakeApi())
  provideBridge(app, bridge ?? noBridge)
  provideDevice(app, onDevice)
  provideClock(
    app,
    createClock(known.now, () => onDevice.now()),
  )
}

/** Runs a composable in a mounted app; `unmount()` is leaving the page. */
export function withSetup<Result extends object>(
  composable: () => Result,
  parts: TestParts = {},
): Result & { unmount: () => void } {
  let result: Result | undefined
  const app = createApp({
    setup() {
      result = composable()
      return () => null
    },
  })
  provideAll(app, parts)
  app.mount(document.createElement('div'))
  return Object.assign(result as Result, {
    unmount: () => {
      app.unmount()
    },
  })
}
