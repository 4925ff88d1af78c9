import { computed, type ComputedRef, type Ref, shallowReadonly, shallowRef } from 'vue'

/** Rows of a table. With `isAll`, the whole result except `keys`. */
type Selected = { isAll: boolean; keys: ReadonlySet<string> }

export type Selection = {
  selected: Readonly<Ref<Selected>>
  count: ComputedRef<number>
  has: (key: string) => boolean
  toggle: (key: string) => void
  /** Selects the whole result, not only the rows shown. */
  selectAll: () => void
  clear: () => void
}

const nothing: Selected = { isAll: false, keys: new Set() }

/** Returns the selected rows of a table. `total` is the number of rows of the whole result. */
export function useSelection(total: () => number): Selection {
  const selected = shallowRef(nothing)
  const has = (key: string) => selected.value.keys.has(key) !== selected.value.isAll
  return {
    selected: shallowReadonly(selected),
    count: computed(() => (selected.value.isAll ? total() - selected.value.keys.size : selected.value.keys.size)),
    has,
    toggle: (key) => {
      const keys = new Set(selected.value.keys)
      if (!keys.delete(key)) keys.add(key)
      selected.value = { ...selected.value, keys }
    },
    selectAll: () => {
      selected.value = { isAll: true, keys: new Set() }
    },
    clear: () => {
      selected.value = nothing
    },
  }
}
