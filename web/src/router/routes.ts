import type { InitialState } from '@desk/shared/pages/initial-state'
import { type PageName, pageTable, routedPages } from '@desk/shared/pages/page-table'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import HomePage from '../features/home/pages/HomePage.vue'
import { loadMessages } from '../locales/load-messages.ts'
import { messageFeaturesOf } from './page-messages.ts'

/**
 * Loads the component of a page. The home page is in the start bundle. Role holders, and department admins on a computer,
 * have it beside the navigation of the desk, which is loaded.
 */
export async function componentOf(name: PageName, state: InitialState): Promise<Component | undefined> {
  if (name === 'home' && !state.me?.roles.length && !(state.isComputer && state.me?.isDeptAdmin)) return HomePage
  const { loadPage } = await import('./page-components.ts')
  return loadPage(name, state)
}

/** Returns whether a page has no path in the page table. It is rendered without the router, in response to other URLs. */
export const isStandalone = (name: PageName) => !('path' in pageTable[name])

const route = (name: PageName, path: string, state: InitialState) =>
  ({
    name,
    path,
    component: async () => {
      const [component] = await Promise.all([
        componentOf(name, state),
        loadMessages(state.language, messageFeaturesOf(name)),
      ])
      return component
    },
  }) as RouteRecordRaw

/** Returns the route of one page, and the one for all other paths. */
export const routesOf = (page: PageName, state: InitialState) => [
  ...routedPages.flatMap(({ name, path }) => (name === page ? route(name, path, state) : [])),
  route('not-found', '/:rest(.*)*', state),
]

/** Returns the routes of all pages, and the one for all other paths. */
export const routes = (state: InitialState) => [
  ...routedPages.map(({ name, path }) => route(name, path, state)),
  route('not-found', '/:rest(.*)*', state),
]
