import { defineStore } from 'pinia'
import type { Me } from '@desk/shared/pages/page-schemas'
import { useDevice, type Device } from '../platform/device.ts'
import { useSessionStore } from './session.ts'

/** A `draft` lives on the device; what is `kept` over a trip to WeCom, and how far a `reading` came, in this tab. */
type Sort = 'draft' | 'kept' | 'reading'

/** Kept per company and person: two people on one phone never meet. Storage that fails is storage that is empty. */
export function createDrafts({ storage, tab }: Pick<Device, 'storage' | 'tab'>, me: Pick<Me, 'corpId' | 'userid'>) {
  const placeOf = (sort: Sort) => (sort === 'draft' ? storage : tab)
  const keyOf = (sort: Sort, name: string) => `desk:${sort}:${me.corpId}:${me.userid.toLowerCase()}:${name}`
  const quietly = <Result>(act: () => Result): Result | null => {
    try {
      return act()
    } catch {
      return null
    }
  }
  return {
    load: (sort: Sort, name: string): unknown =>
      quietly(() => JSON.parse(placeOf(sort)?.getItem(keyOf(sort, name)) ?? 'null') as unknown),
    /** True when it is really kept. */
    save: (sort: Sort, name: string, content: unknown): boolean =>
      quietly(() => {
        placeOf(sort)?.setItem(keyOf(sort, name), JSON.stringify(content))
        return placeOf(sort) !== null
      }) ?? false,
    clear(sort: Sort, name: string): void {
      quietly(() => placeOf(sort)?.removeItem(keyOf(sort, name)))
    },
  }
}
export type Drafts = ReturnType<typeof createDrafts>

/** What was typed or read and is not sent yet. */
export const useDraftsStore = defineStore('drafts', () => createDrafts(useDevice(), useSessionStore().me))
