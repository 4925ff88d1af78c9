import { defineStore } from 'pinia'
import type { LoadedPage, PageData, PageName } from '@desk/shared/pages/page-table'
import { useInitialState } from '../platform/initial-state.ts'

/** Page data of a visit with the time of its response, by the server's clock. */
export type Visit<Data> = { data: Data; at: string }

/** Provides pages with data of the first response, of the previous page, or of their last visit. Not reactive. */
export const usePageDataStore = defineStore('pages', () => {
  const { page, now } = useInitialState()
  let next: LoadedPage | null = page
  const visits = new Map<string, Visit<unknown>>([[page.name, { data: page.data, at: now }]])

  /** Returns the data of the page once: the first rendering uses it, later visits load again. */
  function take<Name extends PageName>(name: Name): PageData<Name> | null {
    if (next?.name !== name) return null
    const { data } = next
    next = null
    return data as never // The name determines the type.
  }
  /** Passes the response of an action to the page that shows it next. */
  function passOn(page: LoadedPage): void {
    next = page
  }
  /**
   * Returns the data of the last visit in this document, which is shown with its age until new data arrives. `filter`
   * distinguishes the lists of one page.
   */
  const last = <Name extends PageName>(name: Name, filter = '') =>
    (visits.get(name + filter) ?? null) as Visit<PageData<Name>> | null
  function keep<Name extends PageName>(name: Name, visit: Visit<PageData<Name>>, filter = ''): void {
    visits.set(name + filter, visit)
  }
  return { take, passOn, last, keep }
})
