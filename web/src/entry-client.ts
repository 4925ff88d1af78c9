import { nextTick } from 'vue'
import type { Boot } from '@desk/shared/pages/boot'
import './styles/tokens.css'
import './styles/base.css'
import './styles/parts.css'
import { createDeskApi, type GoToLogin } from './api/create-desk-api.ts'
import { browserDevice } from './platform/browser-device.ts'
import { noteConfirming } from './platform/confirm-identity.ts'
import { createDeskApp } from './create-app.ts'
import { collectTyped, replayEarly, restoreTyped } from './platform/early.ts'
import { createBridge } from './wecom/create-bridge.ts'

const device = browserDevice()

/** The page comes back by the same address. For a step-up it takes its own place in the history: there is no going back. */
const goToLogin: GoToLogin = (why) => {
  const to = `/auth/login?to=${encodeURIComponent(location.pathname + location.search)}`
  if (why === 'signed_out') return location.assign(to)
  if (why === 'step_up') noteConfirming(device.tab)
  location.replace(`${to}&fresh=1`)
}

async function start(): Promise<void> {
  const boot = JSON.parse(document.getElementById('boot')?.textContent ?? '') as Boot // Written by our own server.
  const api = createDeskApi((...args) => fetch(...args), goToLogin)
  const bridge = createBridge({
    userAgent: navigator.userAgent,
    app: boot.me,
    signatureFor: (url) => api.jssdkSignature(url),
    loadSdk: () => import('./wecom/jssdk.ts'),
  })
  const app = await createDeskApp({ boot, api, bridge, device }, location.pathname)
  collectTyped()
  app.mount('#app')
  restoreTyped()
  await replayEarly(() => nextTick())
}

void start()
