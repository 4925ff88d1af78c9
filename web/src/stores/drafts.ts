import { defineStore } from 'pinia'
import type { Me } from '@desk/shared/pages/page-schemas'
import { useDevice, type Device } from '../platform/device.ts'
import { useSessionStore } from './session.ts'

/** A `draft` is stored on the device; input `kept` over a round trip to WeCom and `reading` progress are stored in the tab. */
type Sort = 'draft' | 'kept' | 'reading'

/** Stores entries per company and member, for shared phones. Storage that throws is treated as empty. */
export function createDrafts({ storage, tab }: Pick<Device, 'storage' | 'tab'>, me: Pick<Me, 'corpId' | 'userid'>) {
  const storageOf = (sort: Sort) => (sort === 'draft' ? storage : tab)
  const keyOf = (sort: Sort, name: string) => `desk:${sort}:${me.corpId}:${me.userid.toLowerCase()}:${name}`
  const orNull = <Result>(act: () => Result): Result | null => {
    try {
      return act()
    } catch {
      return null
    }
  }
  return {
    load: (sort: Sort, name: string): unknown =>
      orNull(() => JSON.parse(storageOf(sort)?.getItem(keyOf(sort, name)) ?? 'null') as unknown),
    /** Returns true when the entry is stored. */
    save: (sort: Sort, name: string, content: unknown): boolean =>
      orNull(() => {
        storageOf(sort)?.setItem(keyOf(sort, name), JSON.stringify(content))
        return storageOf(sort) !== null
      }) ?? false,
    clear(sort: Sort, name: string): void {
      orNull(() => storageOf(sort)?.removeItem(keyOf(sort, name)))
    },
  }
}
export type Drafts = ReturnType<typeof createDrafts>

/** Stores input and reading progress that is not sent yet. */
export const useDraftsStore = defineStore('drafts', () => createDrafts(useDevice(), useSessionStore().me))
