import { type PageName, pageTable, routedPages } from '@desk/shared/pages/page-table'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

const components = import.meta.glob<Component>('../features/*/pages/*Page.vue', { import: 'default' })

/** The component of a page, loaded when it is shown. */
export const componentOf = (name: PageName) => components[`../features/${pageTable[name].file}.vue`]

/** Pages that stand for any address: they know nobody, so they take no router and load nothing. */
export const isStandalone = (name: PageName) => !('path' in pageTable[name])

const route = (name: PageName, path: string) => ({ name, path, component: componentOf(name) }) as RouteRecordRaw

export const routes = [...routedPages.map(({ name, path }) => route(name, path)), route('not-found', '/:rest(.*)*')]
