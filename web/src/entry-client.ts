import './platform/polyfills.ts'
import { nextTick } from 'vue'
import type { InitialState } from '@desk/shared/pages/initial-state'
import './styles/tokens.css'
import './styles/base.css'
import './styles/vant.css'
import { ApiError } from './api/api-error.ts'
import type { GoToLogin } from './api/create-desk-api.ts'
import type { DeskApi } from './api/desk-api.ts'
import { createLazyProxy } from './api/lazy-proxy.ts'
import { browserDevice } from './platform/browser-device.ts'
import { setStepUpMarker } from './platform/step-up-marker.ts'
import { createDeskApp } from './create-app.ts'
import { collectPreHydrationInput, replayEvents, restorePreHydrationInput } from './platform/pre-hydration-events.ts'
import { restoreInlineStyles } from './platform/restore-styles.ts'
import { createLazyBridge } from './wecom/lazy-bridge.ts'

const device = browserDevice()

/** The page comes back by the same address. For a step-up it takes its own place in the history: there is no going back. */
const goToLogin: GoToLogin = (why) => {
  const to = `/auth/login?to=${encodeURIComponent(location.pathname + location.search)}`
  if (why === 'signed_out') return location.assign(to)
  if (why === 'step_up') setStepUpMarker(device.tab)
  location.replace(`${to}&fresh=1`)
}

/** What asks the server is not what a page is drawn with: it comes once the page is alive. */
async function loadApi(): Promise<DeskApi> {
  const { createDeskApi } = await import('./api/create-desk-api.ts').catch((cause: unknown) => {
    throw new ApiError('offline', undefined, {}, { cause })
  })
  return createDeskApi((...args) => fetch(...args), goToLogin)
}

/** What home is drawn without: the calls of the server, and where the other pages are. */
const comesAfter = [
  () => import('./api/create-desk-api.ts'),
  () => import('./router/page-components.ts'),
  () => import('./locales/feature-messages.ts'),
]

async function start(): Promise<void> {
  const initialState = JSON.parse(document.getElementById('initial-state')?.textContent ?? '') as InitialState // Written by our own server.
  const api = createLazyProxy(loadApi)
  const bridge = createLazyBridge({
    userAgent: navigator.userAgent,
    app: initialState.me,
    signatureFor: (url) => api.jssdkSignature(url),
    loadSdk: () => import('./wecom/jssdk.ts'),
  })
  const app = await createDeskApp({ initialState, api, bridge, device }, location.pathname)
  collectPreHydrationInput()
  restoreInlineStyles()
  app.mount('#app')
  restorePreHydrationInput()
  await replayEvents(() => nextTick())
  // Before somebody asks for it, and the network is gone.
  for (const load of comesAfter) load().catch(() => undefined)
}

void start()
