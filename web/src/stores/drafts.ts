import { defineStore } from 'pinia'
import type { Me } from '@desk/shared/pages/page-schemas'
import { useDevice, type Device } from '../platform/device.ts'
import { useSessionStore } from './session.ts'

/** A `draft` is stored on the device; input `kept` over a round trip to WeCom and `reading` progress are stored in the tab. */
type EntryKind = 'draft' | 'kept' | 'reading'

/** Stores entries per company and member, for shared phones. Storage that throws is treated as empty. */
export function createDrafts(
  { storage, tabStorage }: Pick<Device, 'storage' | 'tabStorage'>,
  me: Pick<Me, 'corpId' | 'userid'>,
) {
  const storageOf = (kind: EntryKind) => (kind === 'draft' ? storage : tabStorage)
  const keyOf = (kind: EntryKind, name: string) => `desk:${kind}:${me.corpId}:${me.userid.toLowerCase()}:${name}`
  const orNull = <Result>(act: () => Result): Result | null => {
    try {
      return act()
    } catch {
      return null
    }
  }
  return {
    load: (kind: EntryKind, name: string): unknown =>
      orNull(() => JSON.parse(storageOf(kind)?.getItem(keyOf(kind, name)) ?? 'null') as unknown),
    /** Returns true when the entry is stored. */
    save: (kind: EntryKind, name: string, content: unknown): boolean =>
      orNull(() => {
        storageOf(kind)?.setItem(keyOf(kind, name), JSON.stringify(content))
        return storageOf(kind) !== null
      }) ?? false,
    clear(kind: EntryKind, name: string): void {
      orNull(() => storageOf(kind)?.removeItem(keyOf(kind, name)))
    },
  }
}
export type Drafts = ReturnType<typeof createDrafts>

/** Stores input and reading progress that is not sent yet. */
export const useDraftsStore = defineStore('drafts', () => createDrafts(useDevice(), useSessionStore().me))
