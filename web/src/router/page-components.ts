import type { InitialState } from '@desk/shared/pages/initial-state'
import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import type { Component } from 'vue'
import HomePage from '../features/home/pages/HomePage.vue'
import '../ui/marks/add-page-icons.ts'
import { loadMessages } from '../locales/load-messages.ts'
import { isFramed } from './is-framed.ts'

/**
 * Features in which most members have little to do. Two lists, because each name in a list adds bytes for those who open
 * other pages.
 */
const adminFeatures = /^(accounts|audit|confirmations|custody|evidence-room|feedback|incidents|settings|verify)\//

async function componentIn(file: string): Promise<Component | undefined> {
  const { components } = await (adminFeatures.test(file) ? import('./admin-pages.ts') : import('./member-pages.ts'))
  return components[`../features/${file}.vue`]?.()
}

/** Loads a page, beside the navigation of the desk if the member has one. A separate module: home does not need it. */
export async function loadPage(name: PageName, state: InitialState): Promise<Component | undefined> {
  const page = name === 'home' ? HomePage : await componentIn(pageTable[name].file)
  if (!page || !isFramed(name, state)) return page
  const [{ withSidebar }] = await Promise.all([
    import('../layouts/desk/with-sidebar.ts'),
    loadMessages(state.language, ['desk']),
  ])
  return withSidebar(page)
}
