import type { InitialState } from '@desk/shared/pages/initial-state'
import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import type { Component } from 'vue'
import HomePage from '../features/home/pages/HomePage.vue'
import '../ui/marks/add-page-icons.ts'
import { loadMessages } from '../locales/load-messages.ts'
import { isFramed } from './is-framed.ts'

/** The page components by file, except home, which is part of the start bundle. */
const components = import.meta.glob<Component>(
  ['../features/**/pages/*Page.vue', '!../features/home/pages/HomePage.vue'],
  { import: 'default' },
)

/** Loads a page, beside the navigation of the desk if the member has one. A module of its own: home does not need it. */
export async function loadPage(name: PageName, { me, language }: InitialState): Promise<Component | undefined> {
  const page = name === 'home' ? HomePage : await components[`../features/${pageTable[name].file}.vue`]?.()
  if (!page || !isFramed(name, me)) return page
  const [{ besideSidebar }] = await Promise.all([
    import('../layouts/desk/beside-sidebar.ts'),
    loadMessages(language, ['desk']),
  ])
  return besideSidebar(page)
}
