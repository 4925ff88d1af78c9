import { computed, shallowRef } from 'vue'

const PAGE = 100

/** Pages of rows that are all here: thousands of them in one table would stop the page for seconds. */
export function useRowPages<Row>(rows: () => readonly Row[]) {
  const page = shallowRef(0)
  const pages = computed(() => Math.max(1, Math.ceil(rows().length / PAGE)))
  const shown = computed(() => {
    const at = Math.min(page.value, pages.value - 1) * PAGE
    return rows().slice(at, at + PAGE)
  })
  return { page, pages, shown }
}
