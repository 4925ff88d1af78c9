import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** Decisions that can be undone together. */
export type PendingUndo = { requests: readonly { id: string; version: number }[]; until: string }

/** Holds the undo offer across pages: the next page shows it too. */
export const useUndoStore = defineStore('undo', () => {
  const pending = shallowRef<PendingUndo | null>(null)
  const offer = (undo: PendingUndo | null): void => {
    pending.value = undo
  }
  return { pending, offer }
})
