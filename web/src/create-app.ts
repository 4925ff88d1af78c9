import type { InitialState } from '@desk/shared/pages/initial-state'
import type { PageName } from '@desk/shared/pages/page-table'
import { createPinia } from 'pinia'
import { createSSRApp, nextTick, type App as VueApp } from 'vue'
import { createMemoryHistory, createRouter, createWebHistory, RouterView } from 'vue-router'
import { provideInitialState } from './platform/initial-state.ts'
import { provideApi, type DeskApi } from './api/desk-api.ts'
import { createClock, provideClock } from './composables/use-server-clock.ts'
import { provideDevice, type Device } from './platform/device.ts'
import { focusHeading } from './platform/focus-heading.ts'
import { reloadAtPath } from './router/reload-at-path.ts'
import { componentOf, isStandalone, routes, routesOf } from './router/routes.ts'
import { provideBridge, type WecomBridge } from './wecom/bridge.ts'
import App from './App.vue'
import { setBusinessZone } from './locales/time.ts'
import { loadMessages, messagesIn } from './locales/load-messages.ts'
import { messageFeaturesOf } from './router/page-messages.ts'

export type AppDependencies = {
  initialState: InitialState
  api: DeskApi
  bridge: WecomBridge
  device: Device
}

/** Creates the app with the page of `initialState`, at its path. */
export async function createDeskApp(dependencies: AppDependencies, path: string): Promise<VueApp> {
  const { initialState, api, bridge, device } = dependencies
  const { name } = initialState.page
  setBusinessZone(initialState.timeZone)
  await loadMessages(initialState.language, messageFeaturesOf(name))
  const view = isStandalone(name) ? await componentOf(name, initialState) : null
  const app = createSSRApp(App, { view: view ?? RouterView })
  app.use(createPinia())
  provideInitialState(app, initialState)
  provideApi(app, api)
  provideBridge(app, bridge)
  provideDevice(app, device)
  provideClock(
    app,
    createClock(initialState.now, () => device.now()),
  )
  if (!view) await installRouter(app, initialState, path)
  return app
}

async function installRouter(app: VueApp, state: InitialState, path: string): Promise<void> {
  // The first condition is constant in the browser's build, which then contains no other history.
  const isBrowser = (import.meta.env.PROD && !import.meta.env.SSR) || typeof window !== 'undefined'
  const router = createRouter({
    history: isBrowser ? createWebHistory() : createMemoryHistory(),
    // A page has links to paths only, so its own route is sufficient for rendering it.
    routes: isBrowser ? routes(state) : routesOf(state.page.name, state),
    scrollBehavior: (to, from, saved) => {
      // What opens beside a list (`?open=`) does not scroll the list.
      if (to.path === from.path && to.query['open'] !== from.query['open']) return false
      return saved ?? { top: 0 }
    },
  })
  if (isBrowser) {
    router.afterEach((to, from) => {
      // A filter on the same page keeps the focus, unless the element that had it is gone, such as the link of a tab.
      if (from.matched.length > 0)
        void nextTick(() => {
          if (to.path !== from.path || document.activeElement === document.body) focusHeading()
        })
      document.title = messagesIn(state.language, 'core').titles[to.name as PageName] // Every route is named after its page.
    })
    // Not for the first page of the document, which would reload endlessly.
    router.onError((_error, to, from) => void (from.matched.length > 0 && reloadAtPath(to.fullPath)))
  } else {
    await router.push(path)
  }
  app.use(router)
  await router.isReady()
}
