import type { Language } from '@desk/shared/pages/initial-state'
import { type PageName, pageTable, routedPages } from '@desk/shared/pages/page-table'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import HomePage from '../features/home/pages/HomePage.vue'
import { loadMessages } from '../locales/load-messages.ts'
import { messageFeaturesOf } from './page-messages.ts'

/** Loads the component of a page. Home is part of the start bundle. */
export async function componentOf(name: PageName): Promise<Component | undefined> {
  if (name === 'home') return HomePage
  const { components } = await import('./page-components.ts')
  return components[`../features/${pageTable[name].file}.vue`]?.()
}

/** Pages that are shown at any URL: they have no member, no router and load no data. */
export const isStandalone = (name: PageName) => !('path' in pageTable[name])

const loadPage = async (name: PageName, language: Language): Promise<Component | undefined> => {
  const [component] = await Promise.all([componentOf(name), loadMessages(language, messageFeaturesOf(name))])
  return component
}

const route = (name: PageName, path: string, language: Language) =>
  ({ name, path, component: () => loadPage(name, language) }) as RouteRecordRaw

/** Returns the route of one page, beside the one for all other paths. */
export const routesOf = (page: PageName, language: Language) => [
  ...routedPages.flatMap(({ name, path }) => (name === page ? route(name, path, language) : [])),
  route('not-found', '/:rest(.*)*', language),
]

export const routes = (language: Language) => [
  ...routedPages.map(({ name, path }) => route(name, path, language)),
  route('not-found', '/:rest(.*)*', language),
]
