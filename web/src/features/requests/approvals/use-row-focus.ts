import { nextTick, type Ref } from 'vue'

/**
 * Moves the focus to the row that takes the place of a decided one, which is removed with the focused button. `key`: the
 * key of the decided row, needed when the focus is elsewhere, such as in a sheet.
 */
export function useRowFocus(root: Readonly<Ref<HTMLElement | null>>) {
  const rows = () => [...(root.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  return async (decide: () => Promise<void>, key?: string): Promise<void> => {
    const index = rows().findIndex((row) =>
      key === undefined ? row.contains(document.activeElement) : row.dataset['row'] === key,
    )
    await decide()
    await nextTick()
    if (index < 0 || document.activeElement !== document.body) return
    const left = rows()
    ;(left[index] ?? left.at(-1))?.querySelector<HTMLElement>('a')?.focus()
  }
}
