import './platform/polyfills.ts'
import { nextTick } from 'vue'
import type { InitialState, Language } from '@desk/shared/pages/initial-state'
import './styles/tokens.css'
import './styles/base.css'
import './styles/vant.css'
import { ApiError } from './api/api-error.ts'
import type { GoToLogin } from './api/create-desk-api.ts'
import type { DeskApi } from './api/desk-api.ts'
import { createLazyProxy } from './platform/lazy-proxy.ts'
import { browserDevice } from './platform/browser-device.ts'
import { hasPendingAction } from './platform/action-outcome.ts'
import { createDeskApp } from './create-app.ts'
import { collectPreHydrationInput, replayEvents, restorePreHydrationInput } from './platform/pre-hydration-events.ts'
import { restoreInlineStyles } from './platform/restore-styles.ts'
import { createLazyBridge } from './wecom/lazy-bridge.ts'

const device = browserDevice()
let userid = ''
const send: typeof fetch = (...args) => fetch(...args)
const actionContext = () => ({ userid, path: location.pathname, at: device.now() })

/** Starts a sign-in that returns to this page. A fresh sign-in replaces the page in the history. */
const goToLogin: GoToLogin = (reason, act) => {
  const to = `/auth/login?to=${encodeURIComponent(location.pathname + location.search)}`
  if (reason === 'signed_out') return location.assign(to)
  const leave = () => {
    location.replace(`${to}&fresh=1`)
  }
  if (!act) return leave()
  void import('./platform/repeat-action.ts')
    .then(({ storePendingAction }) => {
      storePendingAction(device.tabStorage, act, actionContext())
    })
    .finally(leave)
}

/** Loads the API client, and the messages of its errors, which are not needed for hydration. */
async function loadApi(language: Language): Promise<DeskApi> {
  const [{ createDeskApi }] = await Promise.all([
    import('./api/create-desk-api.ts'),
    // A call must not wait for texts that a weak network lost: browsers do not load the same module again after a failure.
    import('./locales/load-failures.ts').then(({ loadFailures }) => loadFailures(language)).catch(() => undefined),
  ]).catch((cause: unknown) => {
    throw new ApiError('offline', undefined, {}, { cause })
  })
  return createDeskApi(send, goToLogin, userid)
}

/** Repeats the action that needed a fresh sign-in. Returns true when it is done: the page is then loaded again. */
const continuePending = async (): Promise<boolean> =>
  hasPendingAction(device.tabStorage) &&
  import('./platform/repeat-action.ts').then(
    ({ continuePendingAction }) => continuePendingAction(device.tabStorage, actionContext(), send),
    () => false,
  )

/** Chunks that home does not need for hydration, besides the API client: the other pages and their messages. */
const prefetched = [
  () => import('./router/page-components.ts'),
  () => import('./router/member-pages.ts'),
  () => import('./locales/feature-messages.ts'),
]

// Without a listener, the WebView of iOS does not apply `:active` to what is touched.
const enablePressFeedback = () => {
  addEventListener('touchstart', () => undefined, { passive: true })
}

async function start(): Promise<void> {
  enablePressFeedback()
  const initialState = JSON.parse(document.getElementById('initial-state')?.textContent ?? '') as InitialState // Written by the server of this app.
  userid = initialState.me?.userid ?? ''
  if (await continuePending()) return location.reload()
  const api = createLazyProxy(() => loadApi(initialState.language))
  const bridge = createLazyBridge({
    userAgent: navigator.userAgent,
    app: initialState.me,
    signatureFor: (url, isRefused) => api.jssdkSignature(url, isRefused),
    loadSdk: () => import('./wecom/jssdk.ts'),
  })
  const app = await createDeskApp({ initialState, api, bridge, device }, location.pathname)
  collectPreHydrationInput()
  restoreInlineStyles()
  app.mount('#app')
  restorePreHydrationInput()
  await replayEvents(() => nextTick())
  // In advance, for a network that fails later.
  for (const load of [() => loadApi(initialState.language), ...prefetched]) load().catch(() => undefined)
}

void start()
