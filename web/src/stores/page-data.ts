import { defineStore } from 'pinia'
import type { BootPage, PageName } from '@desk/shared/pages/page-table'
import { useInitialState } from '../platform/initial-state.ts'

type PageData<Name extends PageName> = Extract<BootPage, { name: Name }>['data']

/** `at` is an instant of the server's clock. */
export type Kept<Data> = { data: Data; at: string }

/** What pages show: from the first response, from the page before, or from the last time. Nothing of it is watched. */
export const usePageDataStore = defineStore('pages', () => {
  const { page, now } = useInitialState()
  let waiting: BootPage | null = page
  const lasts = new Map<PageName, Kept<unknown>>([[page.name, { data: page.data, at: now }]])

  /** The page's data, once: what was rendered with it never asks again, what comes later loads afresh. */
  function take<Name extends PageName>(name: Name): PageData<Name> | null {
    if (waiting?.name !== name) return null
    const { data } = waiting
    waiting = null
    return data as never // Its name says what it is.
  }
  /** Hands data that an action already brought to the page that shows it next. */
  function passOn(next: BootPage): void {
    waiting = next
  }
  /** What the page showed last, for as long as this document lives: better old and dated than an empty screen. */
  const last = <Name extends PageName>(name: Name) => (lasts.get(name) ?? null) as Kept<PageData<Name>> | null
  function keep<Name extends PageName>(name: Name, kept: Kept<PageData<Name>>): void {
    lasts.set(name, kept)
  }
  return { take, passOn, last, keep }
})
