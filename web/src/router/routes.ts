import { type PageName, pageTable, routedPages } from '@desk/shared/pages/page-table'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import HomePage from '../features/home/pages/HomePage.vue'

const components = import.meta.glob<Component>(
  ['../features/*/pages/*Page.vue', '!../features/home/pages/HomePage.vue'],
  { import: 'default' },
)

/** The component of a page, loaded when it is shown. Home comes with the start. */
export const componentOf = (name: PageName): (() => Promise<Component>) | undefined =>
  name === 'home' ? () => Promise.resolve(HomePage) : components[`../features/${pageTable[name].file}.vue`]

/** Pages that stand for any address: they know nobody, so they take no router and load nothing. */
export const isStandalone = (name: PageName) => !('path' in pageTable[name])

const route = (name: PageName, path: string) =>
  ({ name, path, component: name === 'home' ? HomePage : componentOf(name) }) as RouteRecordRaw

export const routes = [...routedPages.map(({ name, path }) => route(name, path)), route('not-found', '/:rest(.*)*')]
