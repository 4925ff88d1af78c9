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
import type { Words } from './locales/zh-CN/core.ts'
import { zhCn } from './locales/zh-CN/core.ts'

const device = browserDevice()

/** The page comes back by the same address. For a step-up it takes its own place in the history: there is no going back. */
const goToLogin: GoToLogin = (why) => {
  const to = `/auth/login?to=${encodeURIComponent(location.pathname + location.search)}`
  if (why === 'signed_out') return location.assign(to)
  if (why === 'step_up') noteConfirming(device.tab)
  location.replace(`${to}&fresh=1`)
}

const wordsIn = async (language: Boot['language']): Promise<Words> =>
  language === 'en' ? (await import('./locales/en/core.ts')).en : zhCn

async function start(): Promise<void> {
  const boot = JSON.parse(document.getElementById('boot')?.textContent ?? '') as Boot // Written by our own server.
  const api = createDeskApi((...args) => fetch(...args), goToLogin)
  const bridge = createBridge({
    userAgent: navigator.userAgent,
    app: boot.me,
    signatureFor: (url) => api.jssdkSignature(url),
    loadSdk: () => import('./wecom/jssdk.ts'),
  })
  const words = await wordsIn(boot.language)
  const app = await createDeskApp({ boot, words, api, bridge, device }, location.pathname)
  collectTyped()
  app.mount('#app')
  restoreTyped()
  await replayEarly(() => nextTick())
}

void start()
