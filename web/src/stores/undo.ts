import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** Decisions that can be undone together. */
export type PendingUndo = { requests: readonly { id: string; version: number }[]; until: string }

/** Holds the undo offer, so that the next page also shows it. */
export const useUndoStore = defineStore('undo', () => {
  const pending = shallowRef<PendingUndo | null>(null)
  const offer = (undo: PendingUndo | null): void => {
    pending.value = undo
  }
  return { pending, offer }
})
