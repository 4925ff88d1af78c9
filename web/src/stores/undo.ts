import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** Decisions that can still be taken back, at once. */
export type PendingUndo = { requests: readonly { id: string; version: number }[]; until: string }

/** Outlives the page on which it was decided: the next one offers it too. Source: look 3, undo bar. */
export const useUndoStore = defineStore('undo', () => {
  const pending = shallowRef<PendingUndo | null>(null)
  const offer = (undo: PendingUndo | null): void => {
    pending.value = undo
  }
  return { pending, offer }
})
