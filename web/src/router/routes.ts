import type { Language } from '@desk/shared/pages/boot'
import { type PageName, pageTable, routedPages } from '@desk/shared/pages/page-table'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import { loadMessages } from '../locales/messages.ts'
import { messagesOf } from './page-messages.ts'

const components = import.meta.glob<Component>('../features/*/pages/*Page.vue', { import: 'default' })

/** The component of a page, loaded when it is shown. */
export const componentOf = (name: PageName) => components[`../features/${pageTable[name].file}.vue`]

/** Pages that stand for any address: they know nobody, so they take no router and load nothing. */
export const isStandalone = (name: PageName) => !('path' in pageTable[name])

const loadPage = async (name: PageName, language: Language): Promise<Component | undefined> => {
  const [component] = await Promise.all([componentOf(name)?.(), loadMessages(language, messagesOf(name))])
  return component
}

const route = (name: PageName, path: string, language: Language) =>
  ({ name, path, component: () => loadPage(name, language) }) as RouteRecordRaw

export const routes = (language: Language) => [
  ...routedPages.map(({ name, path }) => route(name, path, language)),
  route('not-found', '/:rest(.*)*', language),
]
