import { inject, readonly, shallowRef, type App, type InjectionKey, type Ref } from 'vue'

/** Decisions that can still be taken back, at once. */
export type PendingUndo = { requests: readonly { id: string; version: number }[]; until: string }

/** Outlives the page on which it was decided: the next one offers it too. Source: look 3, undo bar. */
export type UndoStore = { pending: Readonly<Ref<PendingUndo | null>>; offer: (undo: PendingUndo | null) => void }

export function createUndoStore(): UndoStore {
  const pending = shallowRef<PendingUndo | null>(null)
  return { pending: readonly(pending) as UndoStore['pending'], offer: (undo) => (pending.value = undo) }
}

const key: InjectionKey<UndoStore> = Symbol('undo')

export const provideUndoStore = (app: App, store: UndoStore): void => {
  app.provide(key, store)
}

export function useUndoStore(): UndoStore {
  const store = inject(key)
  if (!store) throw new Error('undo was not provided')
  return store
}
