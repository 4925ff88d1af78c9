import { inject, type App, type InjectionKey } from 'vue'
import type { Boot } from '@desk/shared/pages/boot'
import type { Me } from '@desk/shared/pages/page-schemas'
import type { BootPage, PageName } from '@desk/shared/pages/page-table'

type PageData<Name extends PageName> = Extract<BootPage, { name: Name }>['data']

/** `at` is an instant of the server's clock. */
export type Kept<Data> = { data: Data; at: string }

/** What the first response knew, readable from every component of this app. */
export type BootStore = {
  readonly boot: Boot
  readonly me: Me
  /** The page's data, once: what was rendered with it never asks again, what comes later loads afresh. */
  take<Name extends PageName>(name: Name): PageData<Name> | null
  /** Hands data that an action already brought to the page that shows it next. */
  handOver(page: BootPage): void
  /** What the page showed last, for as long as this document lives: better old and dated than an empty screen. */
  last<Name extends PageName>(name: Name): Kept<PageData<Name>> | null
  keep<Name extends PageName>(name: Name, kept: Kept<PageData<Name>>): void
}

const nobody: Me = {
  userid: '',
  name: '',
  department: [],
  roles: [],
  isDecider: false,
  corpId: '',
  agentId: 0,
}

export function createBootStore(boot: Boot): BootStore {
  let waiting: BootPage | null = boot.page
  const lasts = new Map<PageName, Kept<unknown>>([[boot.page.name, { data: boot.page.data, at: boot.now }]])
  return {
    boot,
    me: boot.me ?? nobody,
    take<Name extends PageName>(name: Name) {
      if (waiting?.name !== name) return null
      const { data } = waiting as Extract<BootPage, { name: Name }>
      waiting = null
      return data as PageData<Name>
    },
    handOver(page) {
      waiting = page
    },
    last: <Name extends PageName>(name: Name) => (lasts.get(name) ?? null) as Kept<PageData<Name>> | null,
    keep(name, kept) {
      lasts.set(name, kept)
    },
  }
}

const key: InjectionKey<BootStore> = Symbol('boot')

export const provideBoot = (app: App, store: BootStore): void => {
  app.provide(key, store)
}

export function useBoot(): BootStore {
  const store = inject(key)
  if (!store) throw new Error('boot was not provided')
  return store
}
