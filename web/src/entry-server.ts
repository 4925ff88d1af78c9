import type { InitialState } from '@desk/shared/pages/initial-state'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { renderToString } from 'vue/server-renderer'
import type { DeskApi } from './api/desk-api.ts'
import { createLazyProxy } from './platform/lazy-proxy.ts'
import { createDeskApp } from './create-app.ts'
import { readClientBuild } from './document/client-build.ts'
import type { Device } from './platform/device.ts'
import { type DocumentPart, documentParts, documentTexts, timelessJson } from './document/document-html.ts'
import { extractInlineStyles } from './document/extract-inline-styles.ts'
import { keepMarkup } from './document/keep-markup.ts'
import { createPageStore, homeKey, type KeptPage } from './document/keep-pages.ts'
import LostDeviceTile from './features/home/components/LostDeviceTile.vue'
import ServiceGrid from './features/home/components/ServiceGrid.vue'
import TabBar from './layouts/phone/TabBar.vue'
import { useInitialState } from './platform/initial-state.ts'
import { usePendingTasksStore } from './stores/pending-tasks.ts'
import { noopBridge } from './wecom/bridge.ts'
import { loadMessages, messagesIn } from './locales/load-messages.ts'
import { pageTitle } from './locales/page-title.ts'
import { setBusinessZone } from './locales/time.ts'

export type RenderInput = { path: string; initialState: InitialState; nonce: string; userAgent: string }
/** `html`: the texts of `parts`, joined. */
export type RenderResult = { status: number; html: string; parts: readonly DocumentPart[] }

const statusOf = (page: LoadedPage): number => {
  switch (page.name) {
    case 'not-found':
      return 404
    case 'refusal':
      return page.data.reason === 'wecom_unavailable' || page.data.reason === 'busy' ? 503 : 403
    case 'error':
      return 500
    default:
      return 200
  }
}

/** Rendering makes no calls: everything that a page shows is in the initial state. */
const rejectingApi = createLazyProxy<DeskApi>(() => Promise.reject(new Error('the renderer makes no calls')))

/** What Vue derives from the options of components, which are the same for every app: none has mixins. */
const sharedCaches = { propsCache: new WeakMap(), emitsCache: new WeakMap(), optionsCache: new WeakMap() }

// Half of the components of home. Their markup depends only on the values in the key.
const keyOfPage = () => `${useInitialState().language} ${useInitialState().page.name}`
keepMarkup(ServiceGrid, keyOfPage)
keepMarkup<{ isQuiet: boolean }>(LostDeviceTile, ({ isQuiet }) => `${keyOfPage()} ${String(isQuiet)}`)
keepMarkup(TabBar, () => `${keyOfPage()} ${String(usePendingTasksStore().count)}`)

/** Creates the page renderer of the server. Reads the client build once. */
export function createRenderer({ clientDir }: { clientDir: string }): (input: RenderInput) => Promise<RenderResult> {
  const assetsOf = readClientBuild(clientDir)
  const homes = createPageStore()

  async function renderTexts(path: string, initialState: InitialState, json: string) {
    const device: Device = {
      now: () => Date.parse(initialState.now),
      createIdempotencyKey: () => '',
      storage: null,
      tabStorage: null,
    }
    const app = await createDeskApp({ initialState, api: rejectingApi, bridge: noopBridge, device }, path)
    Object.assign(app._context, sharedCaches)
    const { markup, css } = extractInlineStyles(await renderToString(app))
    const title = pageTitle(messagesIn(initialState.language, 'core'), initialState.page)
    return documentTexts({ path, initialState, json, title, markup, css, assets: assetsOf(initialState) })
  }

  /** Returns home, rendered only if the last one of the reader would differ; null for pages that `homeKey` excludes. */
  async function homeOf(path: string, initialState: InitialState, json: string): Promise<KeptPage | null> {
    const { me, page, language, timeZone } = initialState
    if (page.name !== 'home' || !me) return null
    await loadMessages(language, ['core'])
    setBusinessZone(timeZone)
    const key = homeKey(path, initialState, json)
    if (key === null) return null
    return homes.find(me.userid, key) ?? homes.keep(me.userid, key, await renderTexts(path, initialState, json))
  }

  return async ({ path, initialState, nonce, userAgent }) => {
    const json = timelessJson(initialState)
    const kept = await homeOf(path, initialState, json)
    const texts = kept?.texts ?? (await renderTexts(path, initialState, json))
    const parts = documentParts({ texts, keptBody: kept?.body ?? null, initialState, nonce, userAgent })
    const html = parts.reduce((before, { text }) => before + text, '')
    return { status: statusOf(initialState.page), html, parts }
  }
}
