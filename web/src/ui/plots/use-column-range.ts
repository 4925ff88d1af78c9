import { computed, type Ref, shallowRef } from 'vue'

/** The first and the last of some columns that are beside each other. */
export type ColumnRange = readonly [first: number, last: number]

/**
 * Marks columns from the one where marking begins to the current one. Where it begins at an end of the selected range, that end is
 * moved and the other one stays.
 */
export function useColumnRange(current: Readonly<Ref<number>>, selected: () => ColumnRange | null) {
  /** The end that stays; null: nothing is being marked. */
  const anchor = shallowRef<number | null>(null)
  const marked = computed<ColumnRange>(() => {
    const ends = [anchor.value ?? current.value, current.value] as const
    return [Math.min(...ends), Math.max(...ends)]
  })
  function begin(): void {
    const [first, last] = selected() ?? [current.value, current.value]
    if (current.value === first) anchor.value = last
    else anchor.value = current.value === last ? first : current.value
  }
  function end(): void {
    anchor.value = null
  }
  return { marked, isMarking: computed(() => anchor.value !== null), begin, end }
}
